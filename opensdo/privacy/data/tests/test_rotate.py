"""Keys are renewed while the office is open; what is lost is said first, and nothing is lost on the way."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import override_settings
from django.utils import timezone

from opensdo.parties.accounts.models import User
from opensdo.parties.businesses.models import Business, Owner
from opensdo.privacy.data import epochs, keyring, rotation
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.epochs import Backup
from opensdo.privacy.data.models import DataKey, LegalHold
from opensdo.privacy.data.purposes import APPLY, CERTIFY, Login
from opensdo.privacy.data.vault import reveal, seal
from opensdo.privacy.ledger.actions import append
from opensdo.privacy.ledger.models import Entry
from opensdo.programs.certification.models import Application
from tests.processes import logged_in
from tests.settings import SERVER

REASON = "Matching the tax return of 2025"
VALUE = "123-45-6789"


@pytest.fixture
def ring(tmp_path: Path) -> Iterator[Path]:
    shutil.copytree(settings.KEYRING_FOLDER, tmp_path / "keys")
    with override_settings(KEYRING_FOLDER=tmp_path / "keys"):
        yield tmp_path / "keys"


@pytest.fixture
def owner(ring: Path, assigned: Business) -> Owner:
    return Owner.objects.get()


@pytest.fixture
def kept() -> Iterator[list[Backup]]:
    """What the room of the backups says there is."""
    found: list[Backup] = []

    def read() -> list[Backup]:
        return found

    epochs.register_backups(read)
    yield found
    epochs._readers.remove(read)


def opens(owner: Owner, rosa: User) -> bool:
    with logged_in(Login.STAFF):
        return reveal(owner, "ssn", purpose=CERTIFY, by=rosa, reason=REASON) == VALUE


def keys(verb: str, *words: str) -> tuple[str, str]:
    """What the operator's command says, and what it warns of."""
    said, warned = StringIO(), StringIO()
    with logged_in(Login.KEEPER):
        call_command(f"keys_{verb}", *words, stdout=said, stderr=warned)
    return said.getvalue(), warned.getvalue()


def alarm(verb: str, *words: str) -> str:
    """What it warns of when it ends with 1."""
    warned = StringIO()
    with logged_in(Login.KEEPER), pytest.raises(SystemExit):
        call_command(f"keys_{verb}", *words, stdout=StringIO(), stderr=warned)
    return warned.getvalue()


def refused(verb: str, *words: str) -> str:
    with pytest.raises(CommandError) as error:
        keys(verb, *words)
    return str(error.value)


def seal_more(owner: Owner, ada: User, many: int) -> None:
    with logged_in(Login.PUBLIC), acting(ada, APPLY):
        for _ in range(many):
            seal(owner, "ssn", VALUE)


def wrapped_to(name: str) -> int:
    return DataKey.objects.filter(keyring=name).count()


def test_everything_is_wrapped_anew_and_opens(owner: Owner, ada: User, rosa: User) -> None:
    seal_more(owner, ada, 3)
    said, warned = keys("rotate")
    newest = keyring.sealing_key().name
    assert newest > "2026"
    assert "4 keys wrapped anew" in said
    assert warned == ""
    assert (wrapped_to("2026"), wrapped_to(newest)) == (0, 4)
    assert opens(owner, rosa)
    made = Entry.objects.get(kind="keyring.rotated")
    assert (made.login, made.role, made.detail) == (Login.KEEPER, "need_rekey", {"keys": 4, "damaged": 0})


def test_an_epoch_is_as_old_as_the_ledger_says_whatever_was_copied(ring: Path, owner: Owner) -> None:
    with logged_in(Login.STAFF):
        append("keyring.made", "data.Keyring:2026")  # by a login that makes no keys
    assert "2026, the newest: nobody wrote down when it was made" in keys("list")[0]
    keys("rotate")
    made, today = keyring.sealing_key().name, timezone.localdate()
    for path in ring.iterdir():
        os.utime(path, (1, 1))
    assert f"{made}, the newest: made {today}; 1 value or file" in keys("list")[0]
    by_hand = keyring.make_next(today, after=made)  # as whoever has a key service makes one
    keys("rotate")
    assert keyring.sealing_key().name == by_hand
    assert f"{by_hand}, the newest: made {today}" in keys("list")[0]


def test_one_that_was_stopped_goes_on_with_the_key_it_began(
    owner: Owner, ada: User, rosa: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal_more(owner, ada, 4)
    monkeypatch.setattr(rotation, "BATCH", 2)
    begun = keyring.make_next(date(2026, 11, 23), after="2026")
    with logged_in(Login.KEEPER):
        next(rotation.rewrap(keyring.sealing_key(), rotation.Progress(5), leaving=(), using="default"))
    assert (wrapped_to("2026"), wrapped_to(begun)) == (3, 2)
    assert opens(owner, rosa)
    seal_more(owner, ada, 1)
    assert "3 keys wrapped anew" in keys("rotate")[0]
    assert (keyring.sealing_key().name, wrapped_to(begun)) == (begun, 6)
    assert opens(owner, rosa)


def test_a_second_rotation_does_nothing_while_one_is_at_work(owner: Owner) -> None:
    name = connection.settings_dict["NAME"]
    with psycopg.connect(SERVER.dsn(str(name))) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [rotation.LOCK])
        assert "Another rotation is at work" in refused("rotate")
    assert sorted(keyring.ring().public) == ["2026"]


def test_a_process_takes_up_a_new_epoch_without_a_restart(ring: Path) -> None:
    os.utime(ring, (1, 1))
    assert keyring.sealing_key().name == "2026"
    made = keyring.make_next(date(2026, 11, 23), after="2026")
    assert keyring.sealing_key().name == made
    assert keyring.make_next(date(2026, 11, 23), after="2026") == made, "somebody was faster"


@pytest.mark.parametrize(
    ("newest", "today", "name"),
    [
        ("2026", date(2026, 11, 23), "2026-11-23"),
        ("2026-11-23", date(2026, 11, 23), "2026-11-23.02"),
        ("2026-11-23.09", date(2026, 11, 23), "2026-11-23.10"),
        ("2031-01-01", date(2026, 11, 23), "2031-01-01.02"),  # the clock was turned back
    ],
)
def test_a_later_epoch_has_a_later_name(newest: str, today: date, name: str) -> None:
    assert keyring.name_after(newest, today) == name > newest


def test_what_is_lost_is_said_first_and_nothing_is_wrapped(ring: Path, owner: Owner, ada: User) -> None:
    keyring.make_next(date(2026, 11, 23), after="2026")
    seal_more(owner, ada, 2)
    (ring / "2026.key").rename(ring / "away")
    warned = StringIO()
    with pytest.raises(CommandError, match="--without 2026"), logged_in(Login.KEEPER):
        call_command("keys_rotate", stdout=StringIO(), stderr=warned)
    assert "1 sealed value or file cannot be opened here: sealed to 2026" in warned.getvalue()
    assert "cannot be opened here" in alarm("check")
    assert "2 keys wrapped anew" in keys("rotate", "--without", "2026")[0]
    assert wrapped_to("2026") == 1
    (ring / "away").rename(ring / "2026.key")
    assert "every one that is in use opens" in keys("check", "--every")[0]


def test_when_the_newest_key_is_lost_for_ever_the_office_goes_on_with_a_new_one(
    ring: Path, owner: Owner, ada: User, rosa: User
) -> None:
    (ring / "2026.key").unlink()
    assert "--without 2026" in refused("rotate")
    keys("rotate", "--without", "2026")
    assert keyring.sealing_key().name > "2026"
    seal_more(owner, ada, 1)
    assert opens(owner, rosa)
    assert wrapped_to("2026") == 1


@pytest.mark.parametrize("login", [Login.STAFF, Login.WORKER])
def test_a_process_that_opens_says_when_it_starts_what_it_cannot(
    ring: Path, owner: Owner, login: Login, caplog: pytest.LogCaptureFixture
) -> None:
    (ring / "2026.key").unlink()
    with logged_in(login):
        epochs.say_at_start()
    assert "1 sealed value or file cannot be opened here: sealed to 2026" in caplog.text


def test_a_pair_that_does_not_fit_is_never_wrapped_to(ring: Path, owner: Owner) -> None:
    made = keyring.make_next(date(2026, 11, 23), after="2026")
    shutil.copy(ring / "2026.key", ring / f"{made}.key")
    assert "could not be opened any more" in refused("rotate")
    assert wrapped_to("2026") == 1


def test_a_damaged_key_is_named_and_left(owner: Owner, ada: User, rosa: User) -> None:
    DataKey.objects.update(wrapped=b"\0" * 112)
    seal_more(owner, ada, 1)
    warned = alarm("rotate")
    assert str(DataKey.objects.get(keyring="2026").pk) in warned
    assert opens(owner, rosa)


def test_a_private_key_that_others_can_read_is_not_used(ring: Path, owner: Owner, rosa: User) -> None:
    (ring / "2026.key").chmod(0o644)
    with pytest.raises(keyring.Unsafe, match="chmod 600"):
        opens(owner, rosa)
    assert f"chmod 600 {ring}/2026.key" in alarm("check")


def test_an_epoch_ends_when_nothing_is_wrapped_to_it(
    ring: Path, owner: Owner, ada: User, rosa: User, kept: list[Backup]
) -> None:
    kept.append(Backup("night-7", datetime(2026, 11, 1, tzinfo=UTC), date(2027, 2, 1), ("2026",)))
    assert "is the newest" in refused("retire", "2026", "--yes")
    made = keyring.make_next(date(2026, 11, 23), after="2026")
    assert "1 keys are wrapped to 2026" in refused("retire", "2026", "--yes")
    keys("rotate")
    said, _ = keys("retire", "2026", "--yes")
    assert "night-7, taken on 01 November 2026, until 01 February 2027" in said
    assert not (ring / "2026.key").exists()
    assert opens(owner, rosa)
    (ring / f"{made}.pub").unlink()  # a server that has not heard of it
    with pytest.raises(IntegrityError, match="retired"), transaction.atomic():
        seal_more(owner, ada, 1)


def test_shredding_says_what_is_lost_and_which_backups_hold_it(owner: Owner, kept: list[Backup]) -> None:
    kept.append(Backup("night-7", datetime(2026, 11, 1, tzinfo=UTC), None, ("2026",)))
    subject = str(owner.subject_id)
    assert "ten characters" in refused("shred", subject, "--yes", "--why", "short")
    said, _ = keys("shred", subject, "--yes", "--why", "Order of the records board")
    assert "businesses.Owner.ssn: 1" in said
    assert "night-7" in said
    assert Entry.objects.get(kind="subject.shredded").about == owner.subject_id
    again = refused("shred", subject, "--yes", "--why", "Order of the records board")
    assert f"destroyed on {timezone.localdate():%d %B %Y}" in again
    for nobody in ("999999", "9" * 30, "CERT-0000-0000", "Marlowe"):
        assert "no case" in (said := refused("shred", nobody, "--yes", "--why", "Order of the board")) or (
            nobody == "999999" and "Nothing sealed is held" in said
        )


def test_an_order_names_the_case_and_its_keys_go(submitted: Application) -> None:
    said, _ = keys("shred", submitted.reference.lower(), "--yes", "--why", "Order of the records board")
    assert "businesses.Owner.ssn: 2" in said
    assert "unless somebody has a copy" in said
    assert not DataKey.objects.filter(subject_id=submitted.subject_id).exists()


def test_a_legal_hold_keeps_what_would_be_shredded(owner: Owner, rosa: User) -> None:
    LegalHold.objects.create(
        subject_id=owner.subject_id,
        matter="Docket 26-117",
        review_on=date(2027, 6, 1),
        placed_by=rosa,
        placed_at=datetime(2026, 11, 1, tzinfo=UTC),
    )
    why = "Order of the records board"
    assert "on legal hold. Nothing was destroyed" in refused("shred", str(owner.subject_id), "--yes", "--why", why)
    assert opens(owner, rosa)


@pytest.mark.parametrize("login", [Login.PUBLIC, Login.STAFF, Login.WORKER])
def test_no_process_that_serves_or_works_touches_the_keys(owner: Owner, login: Login) -> None:
    with logged_in(login), connection.cursor() as cursor:
        for statement in (
            "SET LOCAL ROLE need_rekey",
            "SELECT wrapped FROM data_datakey",
            "SELECT retire_epoch('2026')",
            "SELECT shred_subject(1, 'because I want to')",
        ):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                cursor.execute(statement)
    if login is Login.PUBLIC:
        with pytest.raises(ProgrammingError, match="permission denied"), logged_in(login):
            epochs.epochs_in_use()
