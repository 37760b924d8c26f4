"""An officer leaves: cut off in one statement, everything she had written down."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, connections, transaction

from opensdo.parties.accounts.models import User
from opensdo.parties.personnel.actions.appointing import NotFit
from opensdo.parties.personnel.queries import roles_of
from opensdo.privacy.ledger.actions import append


@transaction.atomic
def let_go(user_id: int, *, by: User, at: datetime) -> None:
    """Account closed, sessions ended, roles and assignments over, second steps removed. Back only by an invitation."""
    if user_id == by.pk:
        raise NotFit("Nobody closes her own account. Ask another person.")
    held = roles_of(user_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT let_go(%s)", [user_id])
    append("officer.left", f"accounts.User:{user_id}", roles=held)


def cut_off(user: User, *, using: str) -> None:
    """The same by the operator, when nobody of the office is at hand."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT cut_off(%s, NULL)", [user.pk])
        append("officer.left", f"accounts.User:{user.pk}", using=using)
