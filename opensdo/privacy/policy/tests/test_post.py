"""A version is posted 30 days ahead, never changed, and what it was is what it stays."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from opensdo.privacy.data.models import Subject
from opensdo.privacy.ledger.models import Entry
from opensdo.privacy.policy import actions
from opensdo.privacy.policy.models import Version
from opensdo.privacy.policy.queries import SHIPPED, announced, in_force
from opensdo.privacy.policy.text import Unreadable

TEXT = SHIPPED.read_text()


def post(days: int, text: str = TEXT) -> Version:
    now = timezone.now()
    return actions.post(text, now.date() + timedelta(days=days), purposes=["apply"], by="test", at=now)


def refused(statement: str) -> str:
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(error.value)


def test_the_first_version_takes_effect_at_once_and_is_in_the_ledger(db: None) -> None:
    version = post(0)
    assert in_force(timezone.now().date()) == version
    assert version.sha256 == sha256(TEXT.encode()).hexdigest()
    assert Entry.objects.get(kind="policy.posted").detail["sha256"] == version.sha256


def test_the_first_version_waits_when_data_is_held_already(db: None) -> None:
    Subject.objects.create()
    with pytest.raises(actions.NotPosted, match="personal data is held already"):
        post(29)
    assert post(30).number == 1


def test_a_later_version_needs_30_days(policy: Version) -> None:
    with pytest.raises(actions.NotPosted, match="a_version_is_posted_30_days_before_it_takes_effect"):
        post(29)
    second = post(30)
    assert (second.number, second.notice) == (2, 30)
    assert announced(timezone.now().date()) == second
    assert in_force(timezone.now().date()) == policy


def test_the_day_of_posting_is_set_by_the_database(policy: Version) -> None:
    now = timezone.now()
    second = actions.post(TEXT, now.date() + timedelta(days=40), purposes=[], by="test", at=now - timedelta(days=365))
    assert second.posted_on == now.date()


def test_a_version_cannot_take_effect_before_it_is_posted(db: None) -> None:
    with pytest.raises(actions.NotPosted, match="a_version_is_posted_before_it_takes_effect"):
        post(-1)


def test_a_later_version_takes_effect_later(policy: Version) -> None:
    post(60)
    with pytest.raises(actions.NotPosted, match="a later version takes effect later"):
        post(45)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE policy_version SET purposes = '{outreach}'",
        "UPDATE policy_version SET effective_on = effective_on - 1",
        "DELETE FROM policy_version",
        "TRUNCATE policy_version CASCADE",
    ],
)
def test_a_posted_version_is_never_changed(policy: Version, statement: str) -> None:
    assert "a posted version is never changed" in refused(statement)


@pytest.mark.parametrize("number", [1, 0, -5, 7])
def test_no_number_gets_around_the_notice(policy: Version, number: int) -> None:
    statement = f"INSERT INTO policy_version VALUES ({number}, current_date - 90, current_date, '{{}}', 'text', 'hash')"
    assert refused(statement)
    assert Version.objects.count() == 1


def test_a_text_that_is_no_policy_is_not_posted(policy: Version) -> None:
    with pytest.raises(Unreadable):
        post(30, "We promise nothing.")


def test_the_operator_posts_the_shipped_text_once(db: None) -> None:
    out = StringIO()
    call_command("post_policy", "--if-none", stdout=out)
    call_command("post_policy", "--if-none", stdout=out)
    assert out.getvalue().startswith("Posted version 1 on ")
    assert Version.objects.get().text == TEXT
    with pytest.raises(CommandError, match="30_days"):
        call_command("post_policy", "--effective", str(timezone.now().date() + timedelta(days=7)))
    call_command("post_policy", stdout=out)
    assert Version.objects.get(number=2).notice == 30
