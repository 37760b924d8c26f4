"""A signing key and what the ledger says of it agree, wherever the command dies."""

from __future__ import annotations

import shutil
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from pytest_django import Settings

from opensdo.kit.signing import keys
from opensdo.kit.signing.keys import Use
from opensdo.privacy.ledger.models import Entry

DAY = date(2026, 11, 23)
SEALER = Use.CHECKPOINTS


@pytest.fixture
def folder(db: None, tmp_path: Path, settings: Settings) -> Path:
    settings.KEYRING_FOLDER = tmp_path
    keys.make(tmp_path, office="Office", on=DAY)
    return tmp_path


def said(command: str) -> str:
    out = StringIO()
    call_command(*command.split(), stdout=out)
    return out.getvalue()


def newest(folder: Path) -> str:
    return keys.published(folder).newest(SEALER).id


def entered() -> list[tuple[str, str]]:
    return [(entry.detail["old"], entry.detail["new"]) for entry in Entry.objects.filter(kind="signing.rotated")]


def die(folder: Path) -> keys.Change:
    """Between what goes to the ledger and what is published."""
    with pytest.raises(KeyboardInterrupt), keys.changing(folder, on=DAY, use=SEALER) as change:
        raise KeyboardInterrupt
    return change


def test_the_ledger_names_the_keys_that_there_are(folder: Path) -> None:
    before, words = newest(folder), said("signing_rotate checkpoints")
    assert f"Key {newest(folder)} signs checkpoints" in words
    assert entered() == [(before, newest(folder))]
    assert keys.current(folder, SEALER).id == newest(folder)
    assert "waits" not in said("signing_list")
    assert len(list(folder.glob("*.pem"))) == len(Use) + 1


def test_a_run_that_died_before_publishing_is_finished_with_the_same_key(folder: Path) -> None:
    before, died = newest(folder), die(folder)
    assert newest(folder) == before == keys.current(folder, SEALER).id, "the old key goes on"
    assert "run `opensdo signing rotate checkpoints`" in said("signing_list")
    said("signing_rotate checkpoints")
    assert entered() == [(died.old, died.new)] == [(before, newest(folder))]
    assert keys.current(folder, SEALER).id == died.new
    assert len(list(folder.glob("*.pem"))) == len(Use) + 1, "no private key lies about"


def test_a_run_that_died_after_publishing_does_not_change_the_key_twice(folder: Path) -> None:
    said("signing_rotate checkpoints")
    shutil.copy(keys.file_of(folder, newest(folder)), folder / keys.COMING.format(SEALER))  # as it was before the end
    after = newest(folder)
    said("signing_rotate checkpoints")
    assert newest(folder) == after
    assert len(set(entered())) == 1
    said("signing_rotate checkpoints")
    assert entered()[-1] == (after, newest(folder))


def test_a_key_that_was_lost_meanwhile_stays_lost(folder: Path) -> None:
    died = die(folder)
    keys.revoke(folder, died.old, on=DAY)
    said("signing_rotate checkpoints")
    assert keys.published(folder).named(died.old).revoked_on
    assert newest(folder) == died.new
    shutil.copy(keys.file_of(folder, died.new), folder / keys.COMING.format(SEALER))
    keys.revoke(folder, died.new, on=DAY)
    said("signing_rotate checkpoints")
    assert newest(folder) != died.new
    assert keys.current(folder, SEALER).id == newest(folder)


def test_without_the_ledger_a_key_is_not_changed_and_one_in_wrong_hands_is_taken_back(folder: Path) -> None:
    before = newest(folder)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE ledger_entry RENAME TO away")
        with pytest.raises(CommandError, match="The old key still signs"), transaction.atomic():
            call_command("signing_rotate", "checkpoints")
        assert newest(folder) == before
        with pytest.raises(CommandError, match="run this again"), transaction.atomic():
            call_command("signing_revoke", before, "--yes")
        assert newest(folder) != before
        transaction.set_rollback(True)
    said(f"signing_revoke {before} --yes")
    assert Entry.objects.get(kind="signing.revoked").detail["key"] == before
    assert keys.published(folder).named(before).revoked_on


def test_what_is_wrong_with_the_keys_is_said_in_words(folder: Path) -> None:
    (folder / keys.COMING.format(SEALER)).write_text("cut off")
    with pytest.raises(CommandError, match=f"The keys in {folder} cannot be changed"):
        call_command("signing_rotate", "checkpoints")
    (folder / keys.PUBLISHED).unlink()
    with pytest.raises(CommandError, match=f"The keys in {folder} cannot be changed"):
        call_command("signing_rotate", "checkpoints")
