"""The whole past of the demonstration, told twice: nothing is there twice, and the ledger holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from demo import seed
from demo.past.cases import CASES
from demo.past.days import morning, sent_on, working_day
from demo.sites import at_site
from opensdo.papers.documents.models import Document
from opensdo.papers.letters.models import Letter
from opensdo.parties.accounts.models import User
from opensdo.parties.businesses.models import Business
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import APPLY, Login
from opensdo.programs.certification.casefile import open_file
from opensdo.programs.certification.clock import Group, clock_of, day_of, office_calendar
from opensdo.programs.certification.models import Application, Assessment, Certificate, InformationRequest
from opensdo.programs.certification.queries import looks
from opensdo.programs.certification.states import OPEN, Status
from opensdo.programs.certification.worklist import places
from tests import databases
from tests.stages import first_policy

pytestmark = pytest.mark.whole
NOON = datetime(2100, 1, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def office(django_db_setup: None, django_db_blocker) -> Iterator[str]:  # type: ignore[no-untyped-def]
    """An office of its own, with its past told once."""
    with django_db_blocker.unblock(), databases.clone() as name, databases.using(name):
        first_policy()
        seed.seed(timezone.now())
        yield name


def test_told_again_nothing_is_there_twice(office: str) -> None:
    def there() -> list[int]:
        kept = (User, Business, Certificate, Application, Document, Assessment, InformationRequest, Letter)
        return [model.objects.count() for model in kept]

    before = there()
    seed.seed(timezone.now())
    assert there() == before


def test_something_waits_in_every_group_of_the_queue(office: str) -> None:
    now = timezone.now()
    rosa, sol = (User.objects.get(email=f"{name}@example.org") for name in ("rosa", "sol"))
    hers = places(Application.objects.filter(officer=rosa, status__in=OPEN), day_of(now), reader=rosa.pk)
    found = Counter(place.group for place in hers)
    assert (found[Group.OVERDUE], found[Group.WAITING]) == (1, 3)
    assert found[Group.TODAY] + found[Group.WEEK] + found[Group.LATER] == 5
    assert found[Group.TODAY] == office_calendar().is_business_day(day_of(now))
    waits = Application.objects.get(status=Status.RECOMMENDED)
    assert waits.supervisor == sol
    assert Application.objects.get(status=Status.SUBMITTED).officer is None


@pytest.mark.parametrize("today", [date(2026, 11, 23), date(2026, 12, 25), date(2027, 2, 6), date(2028, 2, 29)])
def test_a_case_is_due_when_it_is_said_on_whatever_day_it_is_made(today: date) -> None:
    for case in CASES:
        due = clock_of(morning(sent_on(case.due_in, today), NOON), ()).due
        assert due == working_day(today, case.due_in)


def test_ada_can_read_who_opened_her_number(office: str) -> None:
    ada = User.objects.get(email="ada@example.org")
    with at_site(Login.PUBLIC), acting(ada, APPLY):
        found = looks(open_file(Application.objects.seen_for(APPLY).get()))
    assert {look.who for look in found} == {"Rosa Medeiros, certification officer"}
    assert [look.reason for look in found if "Ada Marlowe" in look.what] == [
        "I match the number with the tax return of 2025."
    ]


def test_the_ledger_of_the_past_verifies(office: str) -> None:
    call_command("ledger_verify")


def test_the_directory_lists_the_firms_and_knows_the_third_of_may(office: str) -> None:
    with at_site(Login.PUBLIC):
        visitor = Client()
        assert "Fern &amp; Daughter Welding" in visitor.get("/directory/?q=welding").content.decode()
        assert "Bluestone" in visitor.get("/directory/?q=conduit&on=2026-05-03").content.decode()
        assert "Bluestone" not in visitor.get("/directory/?q=conduit&on=2026-05-02").content.decode()
