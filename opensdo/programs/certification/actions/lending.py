"""Name a file to a reader of another agency until a day; take up a closed case again. Both by who hands out cases."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from opensdo.parties.accounts.models import User
from opensdo.privacy.data import actions as data
from opensdo.privacy.data.purposes import ALLOT, CERTIFY, LOOK_IN
from opensdo.privacy.ledger.actions import append
from opensdo.programs.certification.actions.reviewing import NotYours, locked
from opensdo.programs.certification.clock import day_of
from opensdo.programs.certification.lent import role_of
from opensdo.programs.certification.models import Application
from opensdo.programs.certification.states import OPEN

TAKEN_UP: Final = timedelta(days=30)


@transaction.atomic
def lend(applications: Collection[Application], reader_id: int, until: date, *, by: User, at: datetime) -> None:
    """It ends by itself: after the day, and with the role. Named again, the new day counts."""
    role = role_of(reader_id)
    if role is None:
        raise NotYours("Choose a reader whose role is in force.")
    if not day_of(at) <= until <= role.until:
        raise NotYours(f"Choose a day from today to {role.until:%-d %B %Y}, the last day of the reader's role.")
    for subject_id in sorted({each.subject_id for each in applications}):
        data.assign(reader_id, LOOK_IN, subject_id, until=until)


@transaction.atomic
def end(application: Application, reader_id: int, *, by: User, at: datetime) -> None:
    """Closed at once. Twice is once."""
    data.unassign(reader_id, LOOK_IN, application.subject_id)


@transaction.atomic
def take_up(application_id: int, reason: str, *, by: User, at: datetime) -> date:
    """Access ended with the decision. A supervisor opens it again for a month, and the applicant reads why."""
    application = locked(application_id, ALLOT)
    if Application.objects.filter(subject_id=application.subject_id, status__in=OPEN).exists():
        raise NotYours("This business has an open case. Whoever has that one can read this one too.")
    until = day_of(at) + TAKEN_UP
    append("certification.taken_up", application, until=until.isoformat(), reason=reason)
    data.assign(by.pk, CERTIFY, application.subject_id, until=until)
    return until
