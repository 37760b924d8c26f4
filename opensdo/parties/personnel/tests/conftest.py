"""The administrator and the privacy officer, whom the operator took in, and an officer who holds nothing yet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from conftest import officer
from opensdo.kit import references
from opensdo.parties.accounts.models import Officer, Role, User
from opensdo.parties.personnel.actions import appointing
from opensdo.parties.personnel.models import Appointment
from opensdo.parties.personnel.queries import day_of
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import STAFFING, Login
from tests.processes import logged_in

SOON = timedelta(days=60)
Grant = Callable[[User, Role], Appointment]


@pytest.fixture
def vera(db: None) -> User:
    return officer("Vera Lund", Role.ADMINISTRATOR)


@pytest.fixture
def noor(db: None) -> User:
    return officer("Noor Haddad", Role.PRIVACY_OFFICER)


@pytest.fixture
def lea(db: None) -> User:
    user = User.objects.create_user("lea@example.org", is_staff=True)
    Officer.objects.create(user=user, reference=references.new("STAFF"), name="Lea Fontaine", title="Auditor")
    return user


@pytest.fixture
def grant(vera: User, noor: User) -> Grant:
    """Vera proposes, Noor approves, as the staff site would."""

    def give(user: User, role: Role) -> Appointment:
        now = timezone.now()
        with logged_in(Login.STAFF):
            with acting(vera, STAFFING):
                made = appointing.propose(user.pk, appointing.Wanted(role, soon()), by=vera, at=now)
            with acting(noor, STAFFING):
                return appointing.approve(made.pk, by=noor, at=now)

    return give


def soon() -> date:
    return day_of(timezone.now()) + SOON


def boxes(day: date, name: str = "until") -> dict[str, str]:
    return {f"{name}_{part}": str(getattr(day, part)) for part in ("month", "day", "year")}


def page_of(user: User) -> str:
    return f"/staff/people/{Officer.objects.get(user=user).reference}/"
