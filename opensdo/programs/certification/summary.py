"""Every answer of an application read back, each with its mark, in the order in which it was asked."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from opensdo.law.checklist import Needed, Openness
from opensdo.papers.questions.listing import NOT_GIVEN, Line, lines
from opensdo.parties.businesses.models import Owner
from opensdo.privacy.data.declare import Audience
from opensdo.programs.certification.casefile import CaseFile


@dataclass(frozen=True)
class Block:
    title: str
    lines: tuple[Line, ...]


def summary(case: CaseFile) -> list[Block]:
    blocks = [
        Block(section.title, tuple(_section(case, index))) for index, section in enumerate(case.questions.sections)
    ]
    owners = [_owner(case, owner) for owner in case.owners]
    return [*blocks[:-1], *owners, blocks[-1], Block("Papers", tuple(_paper(case, need) for need in case.checklist))]


def _section(case: CaseFile, index: int) -> list[Line]:
    found = []
    for page in case.questions.sections[index].pages:
        url = reverse("certification:question", args=[case.application.reference, page.code])
        found += [_with(line, url) for line in lines(page, case.records)]
        if page.code == "sells":
            found.append(_codes(case))
    return found


def _with(line: Line, url: str) -> Line:
    return Line(line.label, line.value, line.audience, line.page, f"{url}?back")


def _codes(case: CaseFile) -> Line:
    words = ", ".join(f"{each.code.code} {each.code.title}" for each in case.sells)
    url = reverse("certification:sells", args=[case.application.reference])
    return Line("Codes", words or NOT_GIVEN, Audience.LISTED, "sells", url)


def _owner(case: CaseFile, owner: Owner) -> Block:
    found = []
    for page in case.owner_pages.pages():
        url = reverse("certification:owner", args=[case.application.reference, owner.reference, page.code])
        found += [_with(line, url) for line in lines(page, {"businesses.Owner": owner})]
    return Block(owner.full_name or "Owner without a name", tuple(found))


def _paper(case: CaseFile, need: Needed) -> Line:
    given = [paper.document for paper in case.given(need.document.code)]
    words = ", ".join(
        f"{each.name}{f', {each.pages} pages' if each.pages and each.pages > 1 else ''}" for each in given
    )
    open_to = Audience.RELEASABLE if need.document.openness is Openness.RELEASABLE else Audience.PRIVATE
    url = reverse("certification:paper", args=[case.application.reference, need.document.code])
    return Line(need.document.name, words or NOT_GIVEN, open_to, need.document.code, url)
