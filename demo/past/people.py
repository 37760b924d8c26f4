"""The cast moves in, and the invented people who applied before you came."""

from __future__ import annotations

from datetime import datetime

from demo.cast import CAST, Person
from opensdo.parties.accounts.actions import AlreadyKnown, employ, open_account
from opensdo.parties.accounts.models import Role

ROLES = {"rosa": Role.CERTIFICATION_OFFICER, "sol": Role.SUPERVISOR}


def move_in(at: datetime) -> None:
    """Those whose work exists today; the others come with their service."""
    for person in CAST:
        if person.tries:
            _account(person)


def _account(person: Person) -> None:
    try:
        if person.staff:
            employ(person.email, name=person.name, role=ROLES[person.key], phone="617 555 0119")
        else:
            open_account(person.email, is_staff=False)
    except AlreadyKnown:
        return
