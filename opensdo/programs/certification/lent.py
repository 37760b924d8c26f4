"""What readers of other agencies were given, and what one of them sees of it: where a case stands, and no more."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connection

from opensdo.law.checklist import structure
from opensdo.law.entries import Unknown
from opensdo.parties.accounts.models import Officer, Role
from opensdo.parties.businesses.models import Business
from opensdo.parties.personnel.models import Appointment
from opensdo.parties.personnel.queries import in_force
from opensdo.privacy.data.purposes import LOOK_IN, Purpose
from opensdo.programs.certification.clock import day_of
from opensdo.programs.certification.models import Application, Certificate
from opensdo.programs.certification.states import Status

STANDS: Final = {
    Status.SUBMITTED: "Sent, not read yet",
    Status.UNDER_REVIEW: "Being read",
    Status.INFORMATION_REQUESTED: "Waiting for the business",
    Status.RECOMMENDED: "Waiting for the decision",
    Status.CERTIFIED: "Certified",
    Status.DENIED: "Denied",
    Status.WITHDRAWN: "Withdrawn by the business",
}


@dataclass(frozen=True)
class Loan:
    """One subject, named to one reader until the end of a day."""

    worker: int
    subject: int
    until: date
    references: tuple[str, ...]

    @property
    def reference(self) -> str:
        return self.references[0]


@dataclass(frozen=True)
class Standing:
    application: Application

    @property
    def words(self) -> str:
        return STANDS[Status(self.application.status)]


def loans(purpose: Purpose) -> list[Loan]:
    """All of them for who hands out; her own for a reader. The database decides which."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT worker, subject, until FROM looked_into() ORDER BY until, subject, worker")
        found = cursor.fetchall()
    named: dict[int, list[str]] = defaultdict(list)
    sent = Application.objects.seen_for(purpose).filter(subject_id__in=[row[1] for row in found])
    for subject, reference in (
        sent.filter(submitted_at__isnull=False).order_by("-submitted_at").values_list("subject_id", "reference")
    ):
        named[subject].append(reference)
    return [Loan(who, subject, until, tuple(named[subject])) for who, subject, until in found if named[subject]]


def reader_roles() -> list[tuple[Officer, Appointment]]:
    """Who reads for another agency today, each with the role that says for whom, what for and until when."""
    roles = {each.user_id: each for each in in_force().filter(role=Role.READER, user__is_active=True)}
    found = Officer.objects.filter(user_id__in=roles).order_by("name")
    return [(each, roles[each.user_id]) for each in found]


def role_of(user_id: int) -> Appointment | None:
    return in_force().filter(user_id=user_id, role=Role.READER).first()


def file_of(application: Application) -> dict[str, object]:
    """The business, every application it has sent, its certificates. Three queries."""
    assert application.submitted_at  # noqa: S101  (the database refuses a case past draft without it)
    hers = {"subject_id": application.subject_id}
    business = Business.objects.seen_for(LOOK_IN).get(pk=application.business_id)
    sent = Application.objects.seen_for(LOOK_IN).filter(**hers, submitted_at__isnull=False).order_by("-submitted_at")
    return {
        "business": business,
        "structure": legal_form(business.structure, day_of(application.submitted_at)),
        "standings": [Standing(each) for each in sent],
        "certificates": list(Certificate.objects.seen_for(LOOK_IN).filter(**hers).order_by("-since", "category")),
    }


def legal_form(code: str, day: date) -> str:
    try:
        return structure(code, on=day).name
    except Unknown:
        return "Not said"
