"""The cast moves in, and the invented people who applied before you came."""

from __future__ import annotations

from datetime import date, datetime

from demo.cast import CAST, Person
from demo.sites import at_site
from opensdo.law.parameters import parameter
from opensdo.parties.accounts.actions import AlreadyKnown, open_account
from opensdo.parties.accounts.models import Role, User
from opensdo.parties.personnel import rules
from opensdo.parties.personnel.actions import appointing
from opensdo.parties.personnel.actions.inviting import Newcomer, employ
from opensdo.parties.personnel.models import Appointment
from opensdo.parties.personnel.queries import day_of
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import STAFFING, Login

FIRST = {"vera": Role.ADMINISTRATOR, "noor": Role.PRIVACY_OFFICER}
GRANTED = {"rosa": Role.CERTIFICATION_OFFICER, "sol": Role.SUPERVISOR, "lea": Role.AUDITOR, "kai": Role.READER}
FOR = {"kai": ("City of Lowell", "a joint review of small contracts")}


def move_in(at: datetime) -> None:
    """Those whose work exists today. The operator founds the office with two people; these grant every other role."""
    for person in CAST:
        if person.tries:
            _account(person, at)
    with at_site(Login.STAFF):
        for key, role in GRANTED.items():
            _grant(_user(key), appointing.Wanted(role, _last_day(at), *FOR.get(key, ())), at)
        _leave_waiting(_user("rosa"), Role.RECORDS_OFFICER, at)


def _account(person: Person, at: datetime) -> None:
    try:
        if not person.staff:
            open_account(person.email, is_staff=False)
            return
        title = person.role.capitalize() if person.key != "sol" else Role.SUPERVISOR.label
        user = employ(Newcomer(person.email, person.name, title, "617 555 0119"))
    except AlreadyKnown:
        return
    if person.key in FIRST:
        appointing.found(user, FIRST[person.key], _last_day(at), at=at)


def _grant(user: User, wanted: appointing.Wanted, at: datetime) -> None:
    """Vera proposes, Noor approves; once, however often the office is prepared."""
    if Appointment.objects.filter(user=user, role=wanted.role).exists():
        return
    vera, noor = _user("vera"), _user("noor")
    with acting(vera, STAFFING):
        proposed = appointing.propose(user.pk, wanted, by=vera, at=at)
    with acting(noor, STAFFING):
        appointing.approve(proposed.pk, by=noor, at=at)


def _leave_waiting(user: User, role: Role, at: datetime) -> None:
    """Something for Noor to look at."""
    if not Appointment.objects.filter(user=user, role=role).exists():
        vera = _user("vera")
        with acting(vera, STAFFING):
            appointing.propose(user.pk, appointing.Wanted(role, _last_day(at)), by=vera, at=at)


def _last_day(at: datetime) -> date:
    today = day_of(at)
    return rules.last_day(today, parameter("staff_role_months", on=today).number)


def _user(key: str) -> User:
    return User.objects.get(email=f"{key}@example.org")
