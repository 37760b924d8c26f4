"""Once a year somebody else looks whether an officer still needs a role."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from opensdo.parties.accounts.models import User
from opensdo.parties.personnel.actions import appointing
from opensdo.parties.personnel.models import Review
from opensdo.parties.personnel.queries import reaches
from opensdo.parties.personnel.states import Status
from opensdo.privacy.ledger.actions import append


@transaction.atomic
def review(appointment_id: int, *, keep: bool, by: User, at: datetime) -> Review:
    """Kept or ended, with how far she could see that day. Nobody reviews herself."""
    appointment = appointing.locked(appointment_id)
    if appointment.user_id == by.pk:
        raise appointing.NotFit("Nobody reviews her own role. Ask another person.")
    if appointment.status != Status.HELD:
        raise appointing.NotFit("This role ended meanwhile.")
    made = Review.objects.create(
        appointment=appointment,
        kept=keep,
        reach=dict(reaches()).get(appointment.user_id, 0),
        reviewed_by=by,
        reviewed_at=at,
    )
    append("access.reviewed", appointment, user=appointment.user_id, kept=keep, reach=made.reach)
    if not keep:
        appointing.end(appointment_id, by=by, at=at)
    return made
