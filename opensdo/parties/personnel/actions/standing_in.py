"""Somebody works in another's place from one day to another."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from opensdo.kit import references
from opensdo.parties.accounts.models import User
from opensdo.parties.personnel import queries
from opensdo.parties.personnel.actions.appointing import NotFit
from opensdo.privacy.data.models import StandIn
from opensdo.privacy.ledger.actions import append


@transaction.atomic
def name(absent_id: int, deputy_id: int, since: date, until: date, *, by: User, at: datetime) -> StandIn:
    """The deputy sees what the absent one has, for what the deputy's own role allows. Named twice, it is one."""
    if absent_id == deputy_id:
        raise NotFit("Choose somebody else: nobody stands in for herself.")
    if not set(queries.roles_of(absent_id)) & set(queries.roles_of(deputy_id)):
        raise NotFit("Choose somebody with the same role: a stand-in may do no more than her own role allows.")
    known = StandIn.objects.filter(absent_id=absent_id, deputy_id=deputy_id, ended_at=None)
    if found := known.filter(since=since, until=until).first():
        return found
    if other := known.filter(since__lte=until, until__gte=since).first():
        raise NotFit(
            f"This officer stands in from {other.since:%-d %B} to {other.until:%-d %B %Y} already. End that first."
        )
    made = StandIn.objects.create(
        reference=references.new("STAND"),
        absent_id=absent_id,
        deputy_id=deputy_id,
        since=since,
        until=until,
        set_by=by,
        set_at=at,
    )
    days = f"{since.isoformat()}/{until.isoformat()}"
    append("stand_in.named", made, absent=absent_id, deputy=deputy_id, days=days)
    return made


@transaction.atomic
def end(stand_in_id: int, *, by: User, at: datetime) -> None:
    """Over at once. Twice is once."""
    found = StandIn.objects.select_for_update().get(pk=stand_in_id)
    if found.ended_at is None:
        found.ended_at = at
        found.save(update_fields=["ended_at"])
        append("stand_in.ended", found, absent=found.absent_id, deputy=found.deputy_id)
