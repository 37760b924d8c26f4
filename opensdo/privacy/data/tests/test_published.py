"""The control of the checkpoints, as clocks, entries and keys go: what is late, what is nobody's fault, what to do."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from opensdo.kit.signing import keys
from opensdo.privacy.data.published import a_checkpoint_comes_every_ten_minutes, every_checkpoint_is_signed_by_us
from opensdo.privacy.ledger.actions import append
from opensdo.privacy.ledger.models import Signature
from opensdo.privacy.ledger.publishing import publish, sign
from opensdo.privacy.policy.controls import Finding, Question


def asked(question: Question) -> Finding:
    with connection.cursor() as cursor:
        return question(cursor)


@pytest.mark.django_db
def test_an_office_that_has_written_nothing_is_not_known_and_not_broken() -> None:
    found = asked(a_checkpoint_comes_every_ten_minutes)
    assert (found.holds, found.examined) == (False, 0)
    assert asked(every_checkpoint_is_signed_by_us).examined == 0
    append("something", "nobody")
    assert asked(a_checkpoint_comes_every_ten_minutes).examined == 0, "its first entry waits for the first checkpoint"
    publish(timezone.now())
    found = asked(a_checkpoint_comes_every_ten_minutes)
    assert (found.holds, found.examined, found.staff) == (True, 1, "")


@pytest.mark.parametrize(("minutes", "holds"), [(0, True), (15, True), (36, False), (60 * 24, False), (-30, False)])
@pytest.mark.django_db
def test_two_that_are_missed_are_noticed_and_the_sealer_is_named(minutes: int, holds: bool) -> None:
    publish(timezone.now() - timedelta(minutes=minutes))
    found = asked(a_checkpoint_comes_every_ten_minutes)
    assert (found.holds, found.examined) == (holds, 1)
    what_to_do = "" if holds else "set the clocks" if minutes < 0 else "Start `opensdo seal`"
    assert what_to_do in found.staff


@pytest.mark.django_db
def test_entries_that_no_sealer_ever_saw_are_late_as_well() -> None:
    append("something", "nobody")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
        cursor.execute("UPDATE ledger_entry SET at = at - interval '1 hour', txid = '3'")
    found = asked(a_checkpoint_comes_every_ten_minutes)
    assert (found.holds, found.examined) == (False, 1)
    assert "Start `opensdo seal`" in found.staff


@pytest.mark.django_db
def test_a_key_that_was_lost_leaves_its_checkpoints_unsigned_until_they_are_signed_anew(
    tmp_path: Path, settings: Settings
) -> None:
    settings.KEYRING_FOLDER = tmp_path
    keys.make(tmp_path, office="Office", on=timezone.localdate())
    publish(timezone.now())
    assert "opensdo signing list" in asked(every_checkpoint_is_signed_by_us).staff
    sign(timezone.now())
    assert asked(every_checkpoint_is_signed_by_us).holds
    keys.revoke(tmp_path, Signature.objects.get().key, on=timezone.localdate())
    assert not asked(every_checkpoint_is_signed_by_us).holds
    sign(timezone.now())
    found = asked(every_checkpoint_is_signed_by_us)
    assert (found.holds, found.examined, found.staff) == (True, 1, "")
