"""A superuser against one published history, with the triggers switched off: each change is found, then undone."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from psycopg.rows import scalar_row
from pytest_django.plugin import DjangoDbBlocker

from opensdo.kit.signing import keys
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.management.commands.seal import turn
from opensdo.privacy.data.purposes import SEAL, Login
from opensdo.privacy.ledger.actions import NothingRestored, Restored, adopt, append, append_with_receipt, seal
from opensdo.privacy.ledger.comparing import Nothing, differences
from opensdo.privacy.ledger.models import Checkpoint, Signature
from opensdo.privacy.ledger.publishing import publish, sign
from opensdo.privacy.ledger.queries import verify, who_delays
from opensdo.privacy.ledger.receipts import find, receipt_of, signed_checkpoint
from tests import databases
from tests.sealing import seal_at_least
from tests.settings import SERVER

AT = datetime(2026, 11, 23, 14, 47, 12, tzinfo=UTC)
TEN = timedelta(minutes=10)


@pytest.fixture(scope="module")
def history(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Six entries under two checkpoints, and one more that is only chained."""
    with django_db_blocker.unblock(), databases.clone() as name:
        with databases.using(name, Login.SEALER):
            for turns in range(3):
                with acting(None, SEAL):
                    for _ in range(3 if turns < 2 else 1):
                        append("something", "nobody")
                with acting(None, SEAL):
                    seal_at_least()
                    if turns < 2:
                        publish(AT + turns * TEN)
                        sign(AT)
        yield name


@pytest.fixture
def attacker(history: str, django_db_blocker: DjangoDbBlocker) -> Iterator[psycopg.Cursor[object]]:
    """Everything happens in one transaction of a superuser, so that it can be undone."""
    with psycopg.connect(SERVER.dsn(history)) as admin, admin.cursor(row_factory=scalar_row) as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield cursor
        admin.rollback()


SECOND = " WHERE id = (SELECT entry_id FROM ledger_link WHERE n = 2)"
SMUGGLED = (
    "INSERT INTO ledger_entry (at, txid, login, role, kind, subject, detail, receipt, salt, leaf)"
    " VALUES (now(), '{}', '', '', 'smuggled', '', '{{}}', false, '', '')"
)
CUT = "DELETE FROM ledger_link WHERE n = 7"
FOUND = {
    f"UPDATE ledger_entry SET detail = '{{\"x\": 1}}' {SECOND}": "2: the entry or the link was changed",
    f"UPDATE ledger_entry SET at = at + interval '1 s' {SECOND}": "2: the entry or the link was changed",
    f"UPDATE ledger_entry SET leaf = sha256('x') {SECOND}": "2: the entry or the link was changed",
    f"UPDATE ledger_entry SET salt = '' {SECOND}": "2: the entry or the link was changed",
    "UPDATE ledger_link SET hash = '\\x00' WHERE n = 2": "2: the entry or the link was changed",
    f"DELETE FROM ledger_entry {SECOND}": "2: the entry is gone",
    "DELETE FROM ledger_link WHERE n = 2": "3: a link is missing before this one",
    SMUGGLED.format(3): "an entry was never chained",
    SMUGGLED.format(900_000_000_000): "an entry was never chained",
    CUT: "an entry was never chained",
    f"DELETE FROM ledger_entry WHERE id = (SELECT entry_id FROM ledger_link WHERE n = 7); {CUT}": "7: the chain does",
    "UPDATE ledger_head SET n = 6": "6: the chain does not end where its head says",
    "UPDATE ledger_head SET n = 6, hash = (SELECT hash FROM ledger_link WHERE n = 6)": "7: the chain goes on beyond",
}
ASK = "SELECT concat_ws(': ', bad_link, why) FROM ledger_verify()"


@pytest.mark.parametrize("change", FOUND)
def test_a_change_is_found(attacker: psycopg.Cursor[object], change: str) -> None:
    for zone in ("UTC", "Asia/Kathmandu"):
        attacker.execute(f"SET LOCAL timezone = '{zone}'".encode())
        assert attacker.execute(ASK).fetchone() == "", zone
    attacker.execute(change.encode())
    assert str(attacker.execute(ASK).fetchone()).startswith(FOUND[change])


def test_what_somebody_kept_shows_even_a_rewriting_of_everything(
    live: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Tail and checkpoint are gone and the rest is whole: only a checkpoint that is elsewhere tells."""
    with databases.using(live, Login.SEALER), acting(None, SEAL):
        kept = [made.words for minutes in (0, 10) if (made := publish(AT + timedelta(minutes=minutes)))]
        sign(AT)
        signed = signed_checkpoint(2)
    with psycopg.connect(SERVER.dsn(live), autocommit=True) as admin:
        admin.execute("SET session_replication_role = replica")
        admin.execute("DELETE FROM ledger_checkpoint WHERE n = 2")
    with databases.using(live, Login.SEALER), acting(None, SEAL):
        assert verify().whole
        assert "is not here" in differences(f"the paper of Monday: {kept[1]}.")[0]
        publish(AT + TEN)
        assert verify().whole
        assert "has other contents" in differences(signed)[0]
        assert differences("\n".join(kept[:1])) == []
        with pytest.raises(Nothing):
            differences("nothing to compare")
        with pytest.raises(IntegrityError), transaction.atomic():
            Checkpoint.objects.filter(n=2).get().save(force_insert=True)
    with databases.using(live, Login.SEALER):
        (tmp_path / "kept.txt").write_text(signed)
        with pytest.raises(SystemExit):
            call_command("ledger_verify", against=tmp_path / "kept.txt")
    assert "was published twice" in capsys.readouterr().err


def test_a_clock_that_jumps_neither_stops_the_publishing_nor_repeats_a_number(
    db: None, caplog: pytest.LogCaptureFixture
) -> None:
    def published(at: datetime) -> int | None:
        made = publish(at)
        return made.n if made else None

    assert published(AT) == 1
    assert published(AT - timedelta(minutes=8)) is None, "a small step back is waited for"
    assert published(AT + timedelta(days=3650)) == 2, "nobody can tell a wrong clock from a long pause"
    with caplog.at_level(logging.ERROR):
        assert published(AT + TEN) == 3
    assert "the clock was set back" in caplog.text
    assert published(AT + TEN) is None
    assert published(AT + 2 * TEN) == 4
    assert verify().whole


def test_a_restored_copy_is_adopted_knowingly(live: str, caplog: pytest.LogCaptureFixture) -> None:
    with databases.using(live, Login.SEALER):
        with acting(None, SEAL):
            append("before", "nobody")
        with acting(None, SEAL):
            seal_at_least()
            with pytest.raises(NothingRestored), transaction.atomic():
                adopt()
    with databases.clone(live) as copy, databases.using(copy, Login.SEALER):
        with pytest.raises(Restored), acting(None, SEAL):
            seal()
        assert "opensdo ledger adopt" in turn()[0]
        with acting(None, SEAL):
            append("written meanwhile", "nobody")
        with pytest.raises(CommandError, match="nothing was done"), pytest.MonkeyPatch.context() as patch:
            patch.setattr("builtins.input", lambda _: "yes")
            call_command("ledger_adopt")
        call_command("ledger_adopt", yes=True)
        with acting(None, SEAL):
            append("after", "nobody")
        with acting(None, SEAL):
            seal_at_least()
            assert (verify().whole, verify().links) == (True, 4)
            with pytest.raises(NothingRestored), transaction.atomic():
                adopt()


def test_a_slow_transaction_is_named_by_its_process(live: str) -> None:
    with psycopg.connect(SERVER.dsn(live, Login.STAFF)) as slow:
        slow.execute("SELECT pg_current_xact_id()")
        with databases.using(live, Login.SEALER), acting(None, SEAL):
            oldest = who_delays()
        assert "login opensdo_" in oldest or "Nobody" not in oldest
        with psycopg.connect(SERVER.dsn(live), autocommit=True) as admin:
            known = admin.execute("SELECT pg_snapshot_xmin(pg_current_snapshot()) = %s::text::xid8", [xid(slow)])
            alone = known.fetchone() == (True,)  # an open transaction of another test may be older
        assert f"process {slow.info.backend_pid}, login opensdo_staff, database {live}" in oldest or not alone


def xid(of: psycopg.Connection[tuple[object, ...]]) -> object:
    return (of.execute("SELECT pg_current_xact_id()::text").fetchone() or (None,))[0]


def test_a_lost_key_makes_all_signatures_new_and_no_hash(db: None, tmp_path: Path, settings: object) -> None:
    settings.KEYRING_FOLDER = tmp_path  # type: ignore[attr-defined]
    keys.make(tmp_path, office="Office", on=AT.date())
    for minutes in (0, 10, 20):
        publish(AT + timedelta(minutes=minutes))
        sign(AT)
    before = signed_checkpoint(1)
    old = keys.published(tmp_path).newest(keys.Use.CHECKPOINTS).id
    with keys.changing(tmp_path, on=AT.date(), use=keys.Use.CHECKPOINTS):
        pass
    assert (sign(AT), signed_checkpoint(1)) == (0, before), "a key that was replaced stays good"
    keys.revoke(tmp_path, old, on=AT.date())
    assert signed_checkpoint(1) == ""
    assert (sign(AT), sign(AT)) == (3, 0)
    assert signed_checkpoint(1) not in ("", before)
    assert Signature.objects.filter(key=old).count() == 3
    assert differences(signed_checkpoint(1)) == []


def test_without_the_key_a_receipt_is_its_code(db: None, tmp_path: Path, settings: object) -> None:
    settings.KEYRING_FOLDER = tmp_path  # type: ignore[attr-defined]
    keys.make(tmp_path, office="Office", on=AT.date())
    written = append_with_receipt("something", "nobody", papers=4)
    signed = receipt_of(written, AT)
    keys.file_of(tmp_path, keys.published(tmp_path).newest(keys.Use.RECEIPTS).id).unlink()
    bare = receipt_of(written, AT)
    assert find(signed).leaf == find(bare).leaf == written.leaf
    assert connection.in_atomic_block
