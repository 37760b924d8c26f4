"""A case as the office sees it, read in a fixed number of queries, however many owners, papers and notes there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from opensdo.law.checklist import structure
from opensdo.law.criteria import Asked, criteria_for
from opensdo.law.entries import Unknown
from opensdo.papers.documents.models import Document
from opensdo.papers.questions.listing import Line, lines
from opensdo.parties.accounts.models import Officer, Role
from opensdo.parties.businesses.models import Business, Owner
from opensdo.parties.personnel.queries import roles_of, stands_in
from opensdo.privacy.data.models import Collected
from opensdo.privacy.data.purposes import CERTIFY
from opensdo.programs.certification.casefile import CaseFile, open_file
from opensdo.programs.certification.clock import Group, Reading, clock_of, day_of, group, reading
from opensdo.programs.certification.criteria import Found, Leads, Share, held_by, open_criteria, outcomes
from opensdo.programs.certification.models import (
    Application,
    Assessment,
    Certificate,
    InformationRequest,
    Note,
    Paper,
)
from opensdo.programs.certification.states import OPEN, Status
from opensdo.programs.certification.worklist import places

COUNTING = ("citizen", "resident")


@dataclass(frozen=True)
class Judged:
    """A criterion, what was found on it, and what the answers say by themselves."""

    asked: Asked
    assessment: Assessment | None
    hint: str

    @property
    def slug(self) -> str:
        return self.asked.code.replace(".", "-")

    @property
    def found(self) -> Found | None:
        return Found(self.assessment.outcome) if self.assessment else None


@dataclass(frozen=True)
class SealedValue:
    """`record` and `name` say where the vault keeps it; the value itself is never here."""

    which: str
    title: str
    record: Collected
    name: str


@dataclass(frozen=True)
class Coming:
    """What the findings lead to for one category."""

    code: str
    name: str
    leads: Leads


@dataclass(frozen=True)
class Desk:
    application: Application
    file: CaseFile
    criteria: tuple[Judged, ...]
    requests: tuple[InformationRequest, ...]
    notes: tuple[Note, ...]
    certificates: tuple[Certificate, ...]
    letter: Document | None
    sealed: tuple[SealedValue, ...]
    names: dict[int, str]
    reading: Reading
    group: Group
    reader: Officer
    roles: frozenset[str]
    stands_in: bool  # for the officer of this case, today
    may_ask_for: tuple[tuple[str, str], ...]

    @property
    def reference(self) -> str:
        return self.application.reference

    @property
    def name(self) -> str:
        return self.file.business.legal_name

    @property
    def structure(self) -> str:
        return _structure(self.file)

    @property
    def answers(self) -> list[tuple[str, list[Line]]]:
        """As they were asked, section by section, then owner by owner. Of a sealed one, the dots."""
        sections = [
            (section.title, [line for page in section.pages for line in lines(page, self.file.records)])
            for section in self.file.questions.sections
        ]
        owners = [
            (each.full_name, [line for page in pages for line in lines(page, {"businesses.Owner": each})])
            for pages in [list(self.file.owner_pages.pages())]
            for each in self.file.owners
        ]
        return sections + owners

    @property
    def papers(self) -> list[tuple[str, Paper]]:
        names = dict(self.may_ask_for)
        return [(names.get(each.requirement, each.requirement), each) for each in self.file.papers]

    @property
    def officer_name(self) -> str:
        return self.names.get(self.application.officer_id or 0, "")

    @property
    def recommender(self) -> str:
        return self.names.get(self.application.recommended_by_id or 0, "")

    @property
    def recommender_is_reader(self) -> bool:
        return self.application.recommended_by_id == self.reader.user_id

    @property
    def decider(self) -> str:
        return self.names.get(self.application.decided_by_id or 0, "")

    @property
    def is_supervisor(self) -> bool:
        return Role.SUPERVISOR in self.roles

    @property
    def remarks(self) -> list[tuple[Note, str]]:
        return [(each, self.names.get(each.by_id, "")) for each in self.notes]

    @property
    def waiting(self) -> InformationRequest | None:
        return next((each for each in self.requests if each.ended_at is None), None)

    @property
    def answered(self) -> list[InformationRequest]:
        return [each for each in self.requests if each.answered]

    @property
    def still_open(self) -> list[Asked]:
        return open_criteria([each.asked for each in self.criteria], self._found)

    @property
    def coming(self) -> tuple[Coming, ...]:
        asked = [each.asked for each in self.criteria]
        plain = {each.category.code: each.category.plain for each in asked if each.category}
        leads = outcomes(asked, self._found, self.application.categories)
        return tuple(Coming(code, plain.get(code, code), Leads(lead)) for code, lead in leads.items())

    @property
    def is_mine(self) -> bool:
        return self.application.officer_id == self.reader.user_id or self.stands_in

    @property
    def may_assess(self) -> bool:
        return self.is_mine and self.application.status == Status.UNDER_REVIEW

    @property
    def may_take_back(self) -> bool:
        return self.is_mine and self.application.status == Status.INFORMATION_REQUESTED

    @property
    def may_decide(self) -> bool:
        return (
            self.application.status == Status.RECOMMENDED
            and self.is_supervisor
            and self.application.recommended_by_id != self.reader.user_id
        )

    @property
    def is_open(self) -> bool:
        return self.application.status in OPEN

    @property
    def _found(self) -> dict[str, str]:
        return {each.asked.code: each.assessment.outcome for each in self.criteria if each.assessment}


def lay_out(application: Application, reader_id: int | None, today: date) -> Desk:
    """Eleven queries at most."""
    file = open_file(application, CERTIFY)
    held = {each.criterion: each for each in Assessment.objects.seen_for(CERTIFY).filter(application_id=application.pk)}
    requests = tuple(
        InformationRequest.objects.seen_for(CERTIFY).filter(application_id=application.pk).order_by("asked_at")
    )
    notes = tuple(Note.objects.seen_for(CERTIFY).filter(application_id=application.pk).order_by("at"))
    closed = application.status not in OPEN
    certificates = Certificate.objects.filter(application_id=application.pk).order_by("category") if closed else ()
    letter = Document.objects.filter(pk=application.letter_id).first() if application.letter_id else None
    officers = {
        each.user_id: each for each in Officer.objects.filter(user_id__in=_people(application, notes, reader_id))
    }
    clock = reading(clock_of(_sent(application), [(each.asked_at, each.ended_at) for each in requests]), today)
    asked_for = tuple((each.document.code, each.document.name) for each in file.checklist)
    return Desk(
        application=application,
        file=file,
        criteria=tuple(Judged(each, held.get(each.code), _hint(each, file.owners)) for each in asked_of(application)),
        requests=requests,
        notes=notes,
        certificates=tuple(certificates),
        letter=letter,
        sealed=tuple(_sealed(file.business, file.owners).values()),
        names={key: each.name for key, each in officers.items()},
        reading=clock,
        group=group(clock, today, waits=application.status == Status.INFORMATION_REQUESTED),
        reader=officers[reader_id or 0],
        roles=frozenset(roles_of(reader_id)),
        stands_in=application.officer_id != reader_id and stands_in(reader_id, application.officer_id),
        may_ask_for=(*asked_for, ("answer", "An answer to a question")),
    )


def asked_of(application: Application) -> tuple[Asked, ...]:
    """The criteria as the law had them on the day the case was sent."""
    return criteria_for(application.categories, on=day_of(_sent(application)))


def sealed_values(application: Application) -> dict[str, SealedValue]:
    """What lies sealed in this case, by the name it has in an address."""
    business = Business.objects.seen_for(CERTIFY).get(pk=application.business_id)
    return _sealed(business, tuple(Owner.objects.seen_for(CERTIFY).filter(business=business).order_by("pk")))


def neighbours(application: Application, reader_id: int | None, today: date) -> tuple[str, int, int, str]:
    """The case before and the one after it in the reader's queue, and its place in it. Two queries."""
    listed = [
        place.reference
        for place in places(Application.objects.filter(status__in=OPEN), today, reader=reader_id)
        if place.officer_id == reader_id or place.status == Status.RECOMMENDED
    ]
    if application.reference not in listed:
        return "", 0, len(listed), ""
    at = listed.index(application.reference)
    return listed[at - 1] if at else "", at + 1, len(listed), (listed + [""])[at + 1]


def _sealed(business: Business, owners: Sequence[Owner]) -> dict[str, SealedValue]:
    found = {}
    if business.has_ein:
        found["ein"] = SealedValue("ein", "Tax number (EIN) of the business", business, "ein")
    for place, owner in enumerate(owners, 1):
        if owner.has_ssn:
            title = f"Social Security number of {owner.full_name}"
            found[f"ssn-{place}"] = SealedValue(f"ssn-{place}", title, owner, "ssn")
    return found


def _structure(file: CaseFile) -> str:
    try:
        return structure(file.business.structure, on=file.day).name
    except Unknown:  # a legal form that a later law knows no more
        return file.business.structure


def _hint(asked: Asked, owners: Sequence[Owner]) -> str:
    """What the answers say by themselves: a start for the officer, never a finding."""
    if asked.category is None or not asked.code.startswith("ownership"):
        return ""
    shares = [Share(each.share or Decimal(0), tuple(each.qualifies_for), _counts(each)) for each in owners]
    held = held_by(shares, asked.category.code)
    return f"By the answers, owners who count hold {held.normalize():f} percent."


def _counts(owner: Owner) -> bool:
    return owner.is_adult is True and owner.citizenship in COUNTING


def _sent(application: Application) -> datetime:
    assert application.submitted_at  # noqa: S101  (the database refuses a case past draft without it)
    return application.submitted_at


def _people(application: Application, notes: Sequence[Note], reader_id: int | None) -> set[int]:
    named = (
        application.officer_id,
        application.recommended_by_id,
        application.supervisor_id,
        application.decided_by_id,
    )
    return {key for key in (*named, reader_id, *(each.by_id for each in notes)) if key}
