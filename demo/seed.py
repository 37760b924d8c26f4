"""The invented past of the demonstration office, made by the office's own actions. Each step may run again at any time.

A step is (words for the progress line, function of the present moment). A function that acts as a kind of process
wraps itself in `demo.office.at_site(Login.PUBLIC)` and names its actor and purpose with `acting`, as a request would.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from demo.cast import CAST, Person
from opensdo.parties.accounts.actions import AlreadyKnown, employ, open_account
from opensdo.parties.accounts.models import Role

Step = tuple[str, Callable[[datetime], None]]

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


STEPS: list[Step] = [("The cast moves in", move_in)]


def seed(at: datetime) -> None:
    for _, tell in STEPS:
        tell(at)
