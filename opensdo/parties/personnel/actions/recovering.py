"""A second step that was lost: two officers confirm who it is, the same day. Never by e-mail alone."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from opensdo.kit import references
from opensdo.parties.accounts.models import User
from opensdo.parties.personnel import letters
from opensdo.parties.personnel.actions.appointing import NotFit
from opensdo.parties.personnel.models import Recovery
from opensdo.parties.personnel.queries import ways_back
from opensdo.privacy.ledger.actions import append


@transaction.atomic
def ask(user: User, how: str, *, by: User, at: datetime) -> Recovery:
    """One officer asks for another, or for somebody of the public who stands at the desk. Asked twice, it is one."""
    if user.pk == by.pk:
        raise NotFit("Nobody asks for herself. Ask another officer.")
    if waiting := ways_back().filter(user_id=user.pk).first():
        return waiting
    Recovery.objects.filter(user_id=user.pk, ended_at=None).update(ended_at=at)  # she asked for herself: this is sooner
    made = Recovery.objects.create(reference=references.new("BACK"), user_id=user.pk, asked_at=at, asked_by=by, how=how)
    append("way_back.asked", made, user=user.pk)
    letters.way_back_asked(user.email)
    return made


@transaction.atomic
def approve(recovery_id: int, *, by: User, at: datetime) -> None:
    """The other officer. Passkeys, codes and spare codes are gone; a new second step is set up at the next sign-in."""
    found = (
        Recovery.objects.select_for_update(of=("self",))
        .select_related("user")
        .defer("user__password")
        .get(pk=recovery_id)
    )
    if found.ended_at:
        raise NotFit("Somebody was faster: this is done or was stopped.")
    if by.pk in (found.user_id, found.asked_by_id):
        raise NotFit("One asks, another approves, and neither for herself.")
    found.approved_by = by
    found.save(update_fields=["approved_by"])
    append("way_back.approved", found, user=found.user_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT take_off_second_step(%s)", [found.pk])
    letters.way_back_done(found.user.email)


@transaction.atomic
def stop(recovery_id: int, *, by: User, at: datetime) -> None:
    found = Recovery.objects.select_for_update().get(pk=recovery_id)
    if found.ended_at is None:
        found.ended_at = at
        found.save(update_fields=["ended_at"])
        append("way_back.stopped", found, user=found.user_id)
