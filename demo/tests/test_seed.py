"""The whole past of the demonstration, told twice: nothing is there twice, and the ledger holds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from conftest import first_policy
from demo import seed
from demo.sites import at_site
from opensdo.parties.accounts.models import User
from opensdo.parties.businesses.models import Business
from opensdo.privacy.data.purposes import Login
from opensdo.programs.certification.models import Application, Certificate
from tests import databases


@pytest.fixture(scope="module")
def office(django_db_setup: None, django_db_blocker) -> Iterator[str]:  # type: ignore[no-untyped-def]
    """An office of its own, with its past told once."""
    with django_db_blocker.unblock(), databases.clone() as name, databases.using(name):
        first_policy()
        seed.seed(timezone.now())
        yield name


def test_told_again_nothing_is_there_twice(office: str) -> None:
    def there() -> list[int]:
        return [model.objects.count() for model in (User, Business, Certificate, Application)]

    before = there()
    seed.seed(timezone.now())
    assert there() == before


def test_the_ledger_of_the_past_verifies(office: str) -> None:
    call_command("ledger_verify")


def test_the_directory_lists_the_firms_and_knows_the_third_of_may(office: str) -> None:
    with at_site(Login.PUBLIC):
        visitor = Client()
        assert "Fern &amp; Daughter Welding" in visitor.get("/directory/?q=welding").content.decode()
        assert "Bluestone" in visitor.get("/directory/?q=conduit&on=2026-05-03").content.decode()
        assert "Bluestone" not in visitor.get("/directory/?q=conduit&on=2026-05-02").content.decode()
