"""The officer looks at the papers of her case; who sent one that was refused afterwards is told."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pytest_django import Settings

from opensdo.papers.documents.actions import receive
from opensdo.papers.documents.actions.inspecting import VIRUS, inspect
from opensdo.papers.documents.models import Document
from opensdo.papers.documents.rules import DAMAGED, NO_ANSWER, NO_SCANNER, NOT_NOW
from opensdo.papers.documents.states import Status
from opensdo.papers.documents.tests import files
from opensdo.papers.letters.models import Letter
from opensdo.parties.accounts.models import User
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import APPLY, NOTIFY, Login
from opensdo.privacy.ledger.models import Entry
from opensdo.programs.certification.actions import papers
from opensdo.programs.certification.casefile import open_file
from opensdo.programs.certification.models import Application, Paper
from opensdo.programs.certification.states import Status as Stage
from opensdo.programs.certification.tests.conftest import address
from tests.processes import Process, logged_in

LETTER = files.letter("Dear office,", "the shop is <b>ours</b>.")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.FILES_FOLDER = tmp_path


def add(application: Application, ada: User, body: bytes, name: str) -> Document:
    about, now = application.subject_id, timezone.now()
    with logged_in(Login.PUBLIC), acting(ada, APPLY):
        file = BytesIO(body)
        made = receive(file, name=name, claimed_type="", kind="lease", subject_id=about, by=ada, at=now)
        Paper.objects.create(
            subject_id=about, application=application, requirement="lease", document=made, given_at=now
        )
    return made


def check(document: Document) -> None:
    with logged_in(Login.WORKER):
        inspect(document.pk, at=timezone.now(), last=True)


@pytest.fixture
def given(handed: Application, ada: User) -> list[Document]:
    """Two papers more, both checked: a PDF of three pages with words in it, and a letter."""
    made = [
        add(handed, ada, files.pdf(pages=3, text="Lease of the forge"), "lease.pdf"),
        add(handed, ada, LETTER, "letter.docx"),
    ]
    for each in made:
        check(each)
    return made


def test_she_turns_pages_and_the_ledger_has_one_opening(
    given: list[Document], handed: Application, rosa: User, desk: Process
) -> None:
    desk.sign_in(rosa)
    where = f"{address(handed)}papers/{given[0].reference}/"
    assert f'href="{where}"' in desk.get(address(handed)).content.decode()
    first = desk.get(where)
    page = first.content.decode()
    assert "Page 1 of 3" in page
    assert "Lease of the forge" in page
    assert "not virus-scanned" in page
    assert len(first.content) < 100_000
    for link in re.findall(r'(?:href|src)="(\?[^"]+|/staff/documents/[^"]+/page/[^"]+)"', page):
        link = link.replace("&amp;", "&")
        answer = desk.get(where + link if link.startswith("?") else link)
        assert answer.status_code == 200
    assert "Page 3 of 3" in desk.get(f"{where}?page=99&zoom=x").content.decode()
    assert Entry.objects.filter(kind="file.read").count() == 1


def test_an_office_file_is_shown_as_a_reading_copy(
    given: list[Document], handed: Application, rosa: User, desk: Process
) -> None:
    desk.sign_in(rosa)
    page = desk.get(f"{address(handed)}papers/{given[1].reference}/").content.decode()
    assert "reading copy" in page
    assert "Dear office," in page
    assert "<b>ours</b>" not in page


def test_what_is_in_quarantine_is_not_shown_nor_linked(handed: Application, rosa: User, desk: Process) -> None:
    desk.sign_in(rosa)
    page = desk.get(address(handed)).content.decode()
    waiting = Document.objects.filter(status=Status.QUARANTINED).first()
    assert waiting
    assert "Being checked" in page
    assert waiting.reference not in page
    assert desk.get(f"{address(handed)}papers/{waiting.reference}/").status_code == 409


def test_a_paper_of_another_case_is_not_there(handed: Application, rosa: User, otto: User, desk: Process) -> None:
    paper = Document.objects.first()
    assert paper
    desk.sign_in(rosa)
    assert desk.get(f"{address(handed)}papers/DOC-AAAA-AAAA/").status_code == 404
    desk.sign_in(otto)
    assert desk.get(f"{address(handed)}papers/{paper.reference}/").status_code == 404


def tell() -> None:
    with logged_in(Login.WORKER), acting(None, NOTIFY):
        papers.tell_of_refused(at=timezone.now())


@pytest.mark.parametrize(
    ("status", "why", "shown"),
    [
        (Status.REFUSED, VIRUS, "Refused"),
        (Status.UNCHECKABLE, NO_ANSWER, "Could not be checked"),
        (Status.UNCHECKABLE, DAMAGED, "Could not be checked"),
    ],
)
def test_who_sent_a_paper_that_is_of_no_use_is_told_once(
    draft: Application, ada: User, site: Process, status: Status, why: str, shown: str
) -> None:
    sent = add(draft, ada, files.pdf(), "a secret name.pdf")
    Document.objects.filter(pk=sent.pk).update(status=status, findings=[why])
    tell()
    tell()
    letter = Letter.objects.get(kind="certification.paper_refused")
    assert letter.address == ada.email
    assert why in letter.text
    assert "Please take it out. Add a new file" in letter.text
    assert "secret name" not in letter.subject_line + letter.text
    site.sign_in(ada)
    page = site.get(f"/certification/applications/{draft.reference}/papers/lease/").content.decode()
    assert shown in page
    assert why in page


@pytest.mark.parametrize(
    ("status", "findings", "standing"),
    [
        (Status.UNCHECKABLE, [NO_SCANNER], None),  # we try again
        (Status.UNCHECKABLE, [NOT_NOW], None),
        (Status.UNCHECKABLE, [], None),  # its key was destroyed on purpose
        (Status.QUARANTINED, [], None),
        (Status.REFUSED, [VIRUS], Stage.WITHDRAWN),  # nothing comes of it any more
    ],
)
def test_nobody_is_troubled_for_what_mends_itself_or_does_not_matter(
    draft: Application, ada: User, status: Status, findings: list[str], standing: Stage | None
) -> None:
    sent = add(draft, ada, files.pdf(), "lease.pdf")
    Document.objects.filter(pk=sent.pk).update(status=status, findings=findings)
    if standing:
        Application.objects.filter(pk=draft.pk).update(status=standing)
    tell()
    assert not Letter.objects.filter(kind="certification.paper_refused").exists()


@pytest.mark.parametrize(
    ("status", "findings", "counts"),
    [(Status.REFUSED, [VIRUS], 0), (Status.UNCHECKABLE, [DAMAGED], 0), (Status.UNCHECKABLE, [NO_SCANNER], 1)],
)
def test_a_paper_of_no_use_does_not_count_as_given(
    draft: Application, ada: User, status: Status, findings: list[str], counts: int
) -> None:
    with logged_in(Login.PUBLIC), acting(ada, APPLY):
        given = Document.objects.seen_for(APPLY).exclude(kind="lease").first()
        assert given
    Document.objects.filter(pk=given.pk).update(status=status, findings=findings)
    with logged_in(Login.PUBLIC), acting(ada, APPLY):
        facts = open_file(Application.objects.seen_for(APPLY).get(pk=draft.pk)).facts()
    assert [each.code for each in facts.papers_missing].count(given.kind) == 1 - counts


@pytest.mark.parametrize(
    ("status", "said"), [(Status.REFUSED, "Our virus scanner found it."), (Status.UNCHECKABLE, "We have lease.pdf.")]
)
def test_the_same_file_sent_again_is_refused_again_or_tried_again(
    draft: Application, ada: User, site: Process, status: Status, said: str
) -> None:
    body = files.pdf(text="Lease")
    sent = add(draft, ada, body, "lease.pdf")
    Document.objects.filter(pk=sent.pk).update(status=status, findings=["Our virus scanner found it."])
    site.sign_in(ada)
    where = f"/certification/applications/{draft.reference}/papers/lease/"
    answer = site.post(where, {"file": SimpleUploadedFile("lease.pdf", body, "application/pdf")}, follow=True)
    page = answer.content.decode()
    assert answer.status_code == (422 if status == Status.REFUSED else 200)
    assert said in page
    assert ("We have" in page) is (status == Status.UNCHECKABLE)
    assert Paper.objects.filter(requirement="lease").count() == 1 + (status == Status.UNCHECKABLE)
