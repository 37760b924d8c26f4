"""What an applicant does: begin, save, add owners and papers, send, take back, withdraw, answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import file_digest
from io import BytesIO
from typing import Any, BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from opensdo.kit.lifecycle import NotAllowed
from opensdo.papers.documents.actions import NotAccepted, receive, remove
from opensdo.papers.documents.models import Document
from opensdo.papers.documents.rules import UNEXAMINED
from opensdo.papers.documents.states import Status as FileStatus
from opensdo.papers.questions.actions import keep
from opensdo.papers.questions.shape import Page
from opensdo.parties.accounts.models import User
from opensdo.parties.businesses.models import Business, CommodityCode, Owner, Sells
from opensdo.privacy.data.purposes import APPLY
from opensdo.privacy.data.vault import open_subject
from opensdo.privacy.ledger.actions import append, append_with_receipt
from opensdo.privacy.ledger.queries import last_checkpoint
from opensdo.privacy.ledger.receipts import receipt_of
from opensdo.programs.certification import letters
from opensdo.programs.certification.casefile import CaseFile, open_file
from opensdo.programs.certification.models import Application, InformationRequest, Paper
from opensdo.programs.certification.questionnaire.versions import NEWEST
from opensdo.programs.certification.rules import Problem, problems
from opensdo.programs.certification.states import LIFE, Status

MOST_OWNERS = 50
MOST_CODES = 30
MOST_PAPERS = 20


class NotReady(Exception):
    """Something is missing or does not fit; `problems` says what, and which page mends it."""

    def __init__(self, found: Sequence[Problem]) -> None:
        super().__init__(f"{len(found)} things to mend")
        self.problems = list(found)


class TooMany(Exception):
    """More owners, codes or papers than anybody has."""


def begin(reference: str, *, precheck: Mapping[str, Sequence[str]] | None, by: User, at: datetime) -> Application:
    """The reference was made with the page, so that sending the page twice makes one application."""
    mine = Application.objects.seen_for(APPLY).filter(reference=reference)
    try:
        return mine.first() or _begun(reference, precheck=precheck, by=by, at=at)
    except IntegrityError:  # the same page at the same moment: the other one was first
        return mine.get()


@transaction.atomic
def _begun(reference: str, *, precheck: Mapping[str, Sequence[str]] | None, by: User, at: datetime) -> Application:
    business = Business.objects.create(subject=open_subject(), email=by.email)
    application = Application.objects.create(
        subject_id=business.subject_id,
        business=business,
        applicant=by,
        reference=reference,
        questionnaire=NEWEST,
        precheck={code: list(chosen) for code, chosen in precheck.items()} if precheck else None,
        begun_at=at,
        saved_at=at,
    )
    append("certification.begun", application, questionnaire=NEWEST)
    return application


@transaction.atomic
def save(application_id: int, page: Page, given: Mapping[str, Any], *, by: User, at: datetime) -> Application:
    application = _draft(application_id)
    business = Business.objects.seen_for(APPLY).get(pk=application.business_id)
    keep(page, given, {"certification.Application": application, "businesses.Business": business})
    application.sections_done = sorted({*application.sections_done, page.code})
    application.saved_at = at
    application.save(update_fields=["sections_done", "saved_at"])
    return application


@transaction.atomic
def add_owner(
    application_id: int, reference: str, page: Page, given: Mapping[str, Any], *, by: User, at: datetime
) -> Owner:
    """As with `begin`, the page brings its own reference: twice sent is once added."""
    application = _draft(application_id)
    owners = Owner.objects.seen_for(APPLY).filter(business_id=application.business_id)
    owner = owners.filter(reference=reference).first()
    if owner is None:
        if owners.count() >= MOST_OWNERS:
            raise TooMany
        owner = Owner.objects.create(
            subject_id=application.subject_id, business_id=application.business_id, reference=reference
        )
    _keep_owner(application, owner, page, given, at)
    return owner


@transaction.atomic
def save_owner(
    application_id: int, owner_id: int, page: Page, given: Mapping[str, Any], *, by: User, at: datetime
) -> None:
    application = _draft(application_id)
    owner = Owner.objects.seen_for(APPLY).get(pk=owner_id, business_id=application.business_id)
    _keep_owner(application, owner, page, given, at)


@transaction.atomic
def remove_owner(application_id: int, owner_id: int, *, by: User, at: datetime) -> None:
    application = _draft(application_id)
    Owner.objects.filter(pk=owner_id, business_id=application.business_id).delete()
    append("certification.owner_removed", application, owner=owner_id)
    _touch(application, at)


@transaction.atomic
def add_code(application_id: int, scheme: str, code: str, *, by: User, at: datetime) -> None:
    application = _draft(application_id)
    found = CommodityCode.objects.get(scheme=scheme, code=code)
    if Sells.objects.filter(business_id=application.business_id).count() >= MOST_CODES:
        raise TooMany
    if not Sells.objects.filter(business_id=application.business_id, code=found).exists():
        Sells.objects.create(subject_id=application.subject_id, business_id=application.business_id, code=found)
    _touch(application, at)


@transaction.atomic
def remove_code(application_id: int, scheme: str, code: str, *, by: User, at: datetime) -> None:
    application = _draft(application_id)
    Sells.objects.filter(business_id=application.business_id, code__scheme=scheme, code__code=code).delete()
    _touch(application, at)


@transaction.atomic
def add_paper(application_id: int, requirement: str, file: UploadedFile[Any], *, by: User, at: datetime) -> Document:
    """The same file given twice is given once. Raises NotAccepted with a sentence for its sender, TooMany."""
    application = _draft(application_id)
    return _held(application, requirement, file) or _give(application, requirement, file, by, at)


@transaction.atomic
def remove_paper(application_id: int, paper_id: int, *, by: User, at: datetime) -> None:
    application = _draft(application_id)
    paper = Paper.objects.seen_for(APPLY).filter(pk=paper_id, application=application).first()
    if paper:
        document = Document.objects.seen_for(APPLY).get(pk=paper.document_id)
        paper.delete()
        remove(document)
    _touch(application, at)


@transaction.atomic
def submit(application_id: int, *, by: User, at: datetime) -> CaseFile:
    """Sent twice is sent once: the second finds it sent. Raises NotReady, NotAllowed."""
    application = _locked(application_id)
    case = open_file(application)
    if application.status == Status.SUBMITTED:
        return case
    if application.status == Status.DRAFT and (found := problems(case.facts(), at.astimezone().date())):
        raise NotReady(found)
    LIFE.move(application, "submit")
    application.submitted_at = at
    published = last_checkpoint()
    application.checkpoint = published.words if published else ""
    written = append_with_receipt(
        "certification.submitted",
        application,
        reference=application.reference,
        questionnaire=application.questionnaire,
        categories=application.categories,
        papers=len(case.papers),
    )
    application.sent_receipt = receipt_of(written, at)
    application.save(update_fields=["status", "submitted_at", "checkpoint", "sent_receipt"])
    letters.submitted(case, to=by, at=at)
    return case


@transaction.atomic
def take_back(application_id: int, *, by: User, at: datetime) -> None:
    """Until an officer has it, it can be corrected."""
    application = _locked(application_id)
    LIFE.move(application, "take_back")
    application.save(update_fields=["status"])
    append("certification.taken_back", application)


@transaction.atomic
def withdraw(application_id: int, *, by: User, at: datetime) -> None:
    application = _locked(application_id)
    if application.status == Status.WITHDRAWN:
        return
    LIFE.move(application, "withdraw")
    application.save(update_fields=["status"])
    append("certification.withdrawn", application)


@transaction.atomic
def answer(
    application_id: int, request_id: int, reply: str, file: UploadedFile[Any] | None, *, by: User, at: datetime
) -> None:
    """What the officer asked for. The clock goes on the day after."""
    application = _locked(application_id)
    request = InformationRequest.objects.seen_for(APPLY).get(pk=request_id, application=application)
    if request.ended_at:
        return
    LIFE.move(application, "answer")
    if file:
        _give(application, request.requirement, file, by, at)
    request.reply, request.answered, request.ended_at = reply, True, at
    request.save(update_fields=["reply", "answered", "ended_at"])
    application.save(update_fields=["status"])
    append("certification.answered", application, request=request.pk, papers=int(bool(file)))
    if application.officer_id:
        letters.information_received(application, application.officer_id, at=at)


def _locked(application_id: int) -> Application:
    """Everything waits for the row: two tabs become one after the other."""
    return Application.objects.seen_for(APPLY).select_for_update().get(pk=application_id)


def _draft(application_id: int) -> Application:
    """Raises NotAllowed: what was sent is read only."""
    application = _locked(application_id)
    if application.status != Status.DRAFT:
        raise NotAllowed("only a draft can be changed")
    return application


def _touch(application: Application, at: datetime) -> None:
    application.saved_at = at
    application.save(update_fields=["saved_at"])


def _keep_owner(application: Application, owner: Owner, page: Page, given: Mapping[str, Any], at: datetime) -> None:
    keep(page, given, {"businesses.Owner": owner})
    _touch(application, at)


def _give(application: Application, requirement: str, file: UploadedFile[Any], by: User, at: datetime) -> Document:
    if Paper.objects.filter(application=application, requirement=requirement).count() >= MOST_PAPERS:
        raise TooMany
    document = receive(
        cast(BinaryIO, file),
        name=file.name or "",
        claimed_type=file.content_type or "",
        kind=requirement,
        subject_id=application.subject_id,
        by=by,
        at=at,
    )
    Paper.objects.create(
        subject_id=application.subject_id,
        application=application,
        requirement=requirement,
        document=document,
        given_at=at,
    )
    _touch(application, at)
    return document


def _held(application: Application, requirement: str, file: UploadedFile[Any]) -> Document | None:
    """The paper with the same bytes, if it was given before: a button pressed twice, or a page sent again.

    One that was refused is refused again, in the same words; one that could not be checked gets another try.
    """
    digest = file_digest(cast(BytesIO, file), "sha256").hexdigest()
    file.seek(0)
    papers = Paper.objects.seen_for(APPLY).filter(application=application, requirement=requirement)
    held = papers.filter(document__digest=digest).values("document")
    rows = Document.objects.seen_for(APPLY).filter(pk__in=held).exclude(status=FileStatus.UNCHECKABLE)
    found = rows.order_by("-pk").first()
    if found and found.is_refused:
        raise NotAccepted(found.findings[0] if found.findings else UNEXAMINED)
    return found
