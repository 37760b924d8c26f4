"""What the applicant can keep: what we got, when, under which promise, and what happens next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.template.defaultfilters import filesizeformat

from opensdo.kit.typeset import papers
from opensdo.law.clocks import Clock
from opensdo.law.office import office
from opensdo.law.parameters import Parameter
from opensdo.papers.questions.listing import NOT_GIVEN
from opensdo.privacy.ledger.queries import last_checkpoint
from opensdo.privacy.ledger.receipts import as_file, code, leaf_in
from opensdo.privacy.policy.models import Version
from opensdo.programs.certification.casefile import CaseFile
from opensdo.programs.certification.clock import clock_of, day_of, decision_rule
from opensdo.programs.certification.models import Application, InformationRequest
from opensdo.programs.certification.summary import summary

CHECKED_AT: Final = "/privacy/evidence/receipt/"  # of a floor above, so not to be looked up here


@dataclass(frozen=True)
class Receipt:
    reference: str
    business: str
    received_at: datetime
    answers: int
    files: int
    size: int
    policy: int
    checkpoint: str
    clock: Clock
    rule: Parameter
    record: papers.Record | None


def receipt_of(case: CaseFile) -> Receipt:
    """Of an application that was sent."""
    application = case.application
    if application.submitted_at is None:
        raise ValueError("nothing was sent yet")
    lines = [line for block in summary(case)[:-1] for line in block.lines]
    return Receipt(
        reference=application.reference,
        business=case.business.legal_name,
        received_at=application.submitted_at.astimezone(office().zone),
        answers=sum(line.value != NOT_GIVEN for line in lines),
        files=len(case.papers),
        size=sum(paper.document.size for paper in case.papers),
        policy=application.policy_version_id,
        checkpoint=application.checkpoint or "none yet",
        clock=decision_clock(application),
        rule=decision_rule(day_of(application.submitted_at)),
        record=record(application.sent_receipt),
    )


def record(receipt: str) -> papers.Record | None:
    """What the paper carries of the ledger: a code to type, and the receipt itself as a square code and a file."""
    if not receipt:
        return None
    page = f"{settings.PUBLIC_ORIGIN}{CHECKED_AT}"
    return papers.Record(code(leaf_in(receipt)), page, f"{page}#{receipt}", as_file(receipt, page).decode())


def receipt_as_pdf(receipt: Receipt, at: datetime) -> bytes:
    checkpoint = last_checkpoint()
    version = Version.objects.get(pk=receipt.policy)
    got = [
        f"{receipt.answers} answers for {receipt.business}",
        f"{receipt.files} files, {filesizeformat(receipt.size)}",
        f"Ledger checkpoint: {receipt.checkpoint}",
    ]
    paper = papers.Receipt(
        title="We have your application",
        reference=receipt.reference,
        received_at=receipt.received_at,
        sent_by=receipt.business,
        got=got,
        steps=_steps(receipt),
        record=receipt.record,
    )
    foot = papers.Proof(
        policy=version.number,
        since=version.effective_on,
        checkpoint=checkpoint.brief if checkpoint else "",
        made_at=at,
    )
    return papers.receipt(paper, office(), foot)


def _steps(receipt: Receipt) -> list[papers.Step]:
    due = papers.day(receipt.clock.due)
    return [
        papers.Step("Received", papers.day(receipt.received_at.date()), done=True),
        papers.Step("An officer reads it and may ask for more", "The clock stops while we wait for you."),
        papers.Step("Decision, with reasons", f"By {due}. {receipt.clock.sentence()}"),
    ]


def decision_clock(application: Application, requests: Iterable[InformationRequest] = ()) -> Clock:
    """It stands still while we wait for an answer."""
    return clock_of(
        application.submitted_at or application.begun_at, [(each.asked_at, each.ended_at) for each in requests]
    )
