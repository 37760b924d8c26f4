"""What the applicant can keep: what we got, when, under which promise, and what happens next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from opensdo.law.calendar import calendar
from opensdo.law.clocks import Clock, Pause
from opensdo.law.office import office
from opensdo.law.parameters import Parameter, parameter
from opensdo.papers.questions.listing import NOT_GIVEN
from opensdo.programs.certification.casefile import CaseFile
from opensdo.programs.certification.models import Application, InformationRequest
from opensdo.programs.certification.summary import summary


@dataclass(frozen=True)
class Receipt:
    reference: str
    business: str
    received_at: datetime
    answers: int
    files: int
    size: int
    policy: int
    ledger_head: str
    clock: Clock
    rule: Parameter

    @property
    def head_words(self) -> str:
        """In groups of four, so that it can be compared by eye."""
        head = self.ledger_head
        return " ".join(head[start : start + 4] for start in range(0, len(head), 4)) or "none yet"


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
        ledger_head=application.ledger_head,
        clock=decision_clock(application),
        rule=decision_rule(application),
    )


def day_of(at: datetime) -> date:
    return at.astimezone(office().zone).date()


def decision_rule(application: Application) -> Parameter:
    """The target of the day on which it was sent: new law leaves old cases alone."""
    return parameter("decision_days", on=day_of(application.submitted_at or application.begun_at))


def decision_clock(application: Application, requests: Iterable[InformationRequest] = ()) -> Clock:
    """It stands still while we wait for an answer."""
    return Clock.under(
        decision_rule(application),
        started=day_of(application.submitted_at or application.begun_at),
        calendar=calendar(office().zone),
        pauses=tuple(
            Pause(day_of(each.asked_at), day_of(each.ended_at) if each.ended_at else None) for each in requests
        ),
    )
