"""Who holds which role today, by the database's clock: the one that row security goes by."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import BooleanField, Count, DateField, Exists, F, Func, Max, OuterRef, Q, QuerySet, Value

from opensdo.law.office import office
from opensdo.law.parameters import parameter
from opensdo.parties.accounts.models import Officer, Role
from opensdo.parties.personnel import rules
from opensdo.parties.personnel.models import Appointment, Invitation, Recovery
from opensdo.parties.personnel.states import Status
from opensdo.privacy.data.models import StandIn

GRANTERS = (Role.ADMINISTRATOR, Role.PRIVACY_OFFICER, Role.SUPERVISOR)


class OfficeDay(Func):
    """The day that it is in the office, asked in the database."""

    template = "office_day()"
    output_field = DateField()


def day_of(at: datetime) -> date:
    return at.astimezone(office().zone).date()


def in_force() -> QuerySet[Appointment]:
    return Appointment.objects.filter(status=Status.HELD, until__gte=OfficeDay())


def officers(*roles: str) -> QuerySet[Officer]:
    """Those who hold one of these roles today and whose account is open, each with all her roles."""
    hers = in_force().filter(user_id=OuterRef("user_id"))
    return (
        Officer.objects.filter(Exists(hers.filter(role__in=roles or Role.values)), user__is_active=True)
        .annotate(roles=ArraySubquery(hers.order_by("role").values("role")))
        .order_by("name")
    )


def holds(found: Officer, role: str) -> bool:
    """Of an officer that came from `officers`."""
    return role in found.roles  # type: ignore[attr-defined]


def officer(user_id: int | None) -> Officer | None:
    return officers().filter(user_id=user_id or 0).first()


def roles_of(user_id: int | None) -> list[str]:
    return list(in_force().filter(user_id=user_id or 0).order_by("role").values_list("role", flat=True))


def independent(one: int | None, other: int | None) -> bool:
    """Two people whose word counts twice: not the same, and neither let the other in. The database decides."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT independent(%s, %s)", [one, other])
        found: bool = cursor.fetchone()[0]
    return found


def apart_from(user_id: int, asked: QuerySet[Officer]) -> QuerySet[Officer]:
    """Those of them whose word counts beside hers."""
    apart = Func(Value(user_id), F("user_id"), function="independent", output_field=BooleanField())
    return asked.alias(apart=apart).filter(apart=True)


def absent_for(deputy_id: int) -> set[int]:
    """Those in whose place she works today."""
    today = Q(since__lte=OfficeDay(), until__gte=OfficeDay(), ended_at=None)
    return set(StandIn.objects.filter(today, deputy_id=deputy_id).values_list("absent_id", flat=True))


def stands_in(deputy_id: int | None, absent_id: int | None) -> bool:
    """Whether the one works in the other's place today."""
    return bool(deputy_id) and absent_id in absent_for(deputy_id or 0)


@dataclass
class Person:
    """An officer with everything that her page shows."""

    officer: Officer
    email: str
    open: bool
    last_seen: datetime | None
    held: list[Appointment] = field(default_factory=list)
    waiting: list[Appointment] = field(default_factory=list)
    over: list[Appointment] = field(default_factory=list)
    invited_until: datetime | None = None
    subjects: int = 0

    @property
    def reference(self) -> str:
        return str(self.officer.reference)

    @property
    def state(self) -> str:
        if self.invited_until:
            return "invited"
        return "open" if self.open else "closed"


def people(today: date, *, user_id: int | None = None) -> list[Person]:
    """Everybody who works or worked here, with roles and reach: four queries, however many."""
    found = Officer.objects.select_related("user").defer("user__password").order_by("name")
    listed = list(found.filter(user_id=user_id) if user_id else found)
    made = {each.user_id: Person(each, each.user.email, each.user.is_active, each.user.signed_in_at) for each in listed}
    roles = Appointment.objects.filter(user_id__in=made).annotate(looked_at=Max("reviews__reviewed_at"))
    for each in roles.order_by("role", "-proposed_at"):
        person = made[each.user_id]
        if each.status == Status.PROPOSED:
            person.waiting.append(each)
        elif each.status == Status.HELD and each.until >= today:
            person.held.append(each)
        else:
            person.over.append(each)
    for invitation in Invitation.objects.filter(user_id__in=made, ended_at=None):
        made[invitation.user_id].invited_until = invitation.expires_at
    for worker, subjects in reaches():
        if worker in made:
            made[worker].subjects = subjects
    return list(made.values())


def person_of(user_id: int) -> Officer:
    return Officer.objects.get(user_id=user_id)


def deputies_of(user_id: int) -> list[Officer]:
    """Those who hold a role that she holds."""
    return list(officers(*roles_of(user_id)).exclude(user_id=user_id)) if roles_of(user_id) else []


def overdue(listed: list[Person], today: date) -> list[tuple[Person, Appointment]]:
    """Roles that nobody has looked at within the time: granted and reviewed longer ago."""
    limit = rules.earlier(today, parameter("access_review_months", on=today).number)
    return [
        (person, held)
        for person in listed
        for held in person.held
        if day_of(held.looked_at or held.approved_at or held.proposed_at) <= limit  # type: ignore[attr-defined]
    ]


def reaches() -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT worker, subjects FROM reaches()")
        return list(cursor.fetchall())


def names(ids: set[int | None]) -> dict[int, str]:
    return dict(Officer.objects.filter(user_id__in=[each for each in ids if each]).values_list("user_id", "name"))


def waiting() -> QuerySet[Appointment]:
    return Appointment.objects.filter(status=Status.PROPOSED).order_by("proposed_at")


def ways_back() -> QuerySet[Recovery]:
    """Those that wait for an officer. Who asked for herself waits for the day."""
    return Recovery.objects.filter(ended_at=None, asked_by__isnull=False).order_by("asked_at")


def asked_alone(user_id: int) -> Recovery | None:
    """When she asked without an officer, last: the site wrote down the minute."""
    return Recovery.objects.filter(user_id=user_id, asked_by=None).order_by("asked_at").last()


def many_who_can_grant(*, using: str = DEFAULT_DB_ALIAS) -> int:
    """People who could propose and approve today: two of them make an office that needs no operator for it."""
    hers = Appointment.objects.using(using).filter(
        status=Status.HELD, until__gte=OfficeDay(), role__in=GRANTERS, user__is_active=True
    )
    return hers.aggregate(many=Count("user", distinct=True))["many"] or 0
