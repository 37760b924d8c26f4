"""Where the ledger stands is published by the clock, and what was published binds what is there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.core.management import call_command
from django.db import DatabaseError, ProgrammingError, connection, transaction

from opensdo.parties.accounts.models import User
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import APPLY, SEAL, Login
from opensdo.privacy.ledger.actions import append
from opensdo.privacy.ledger.models import Checkpoint
from opensdo.privacy.ledger.publishing import publish
from opensdo.privacy.ledger.queries import unchained_for, verify
from tests import databases
from tests.processes import logged_in
from tests.sealing import seal_at_least
from tests.settings import SERVER

AT = datetime(2026, 11, 23, 14, 47, 12, tzinfo=UTC)


def superuser(database: str, statement: str) -> None:
    with psycopg.connect(SERVER.dsn(database), autocommit=True) as admin:
        admin.execute("SET session_replication_role = replica")
        admin.execute(statement.encode())


@pytest.fixture
def history(live: str) -> str:
    """Three entries under checkpoint 1, two under checkpoint 2, one that is not published yet."""
    with databases.using(live, Login.SEALER):
        for number, count in enumerate((3, 2, 1)):
            for _ in range(count):
                with acting(None, SEAL):
                    append("something", "nobody")
            with acting(None, SEAL):
                seal_at_least()
            if number < 2:
                with acting(None, SEAL):
                    publish(AT + number * timedelta(minutes=10))
    return live


def why(database: str) -> str | None:
    with databases.using(database, Login.SEALER), acting(None, SEAL):
        return verify().why


def test_it_is_published_on_the_tens_of_the_clock_and_only_once(db: None) -> None:
    first = publish(AT)
    assert first
    assert (first.n, first.at) == (1, datetime(2026, 11, 23, 14, 40, tzinfo=UTC))
    assert publish(AT + timedelta(minutes=2)) is None
    second = publish(AT + timedelta(minutes=3))
    assert second
    assert (second.n, second.at.minute) == (2, 50)


def test_an_idle_office_publishes_too_and_no_two_roots_tell_it(db: None) -> None:
    roots = {bytes(made.hash) for minutes in range(0, 50, 10) if (made := publish(AT + timedelta(minutes=minutes)))}
    assert len(roots) == 5


def test_a_whole_history_verifies(history: str) -> None:
    assert why(history) is None
    with databases.using(history):
        assert [checkpoint.upto for checkpoint in Checkpoint.objects.order_by("n")] == [3, 5]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE ledger_entry SET leaf = sha256('x') WHERE id = (SELECT min(id) FROM ledger_entry)", "the entry"),
        ("UPDATE ledger_checkpoint SET root = sha256('x') WHERE n = 2", "checkpoint 2"),
        ("UPDATE ledger_checkpoint SET at = at + interval '1 hour' WHERE n = 2", "checkpoint 2 does not follow"),
        ("DELETE FROM ledger_checkpoint WHERE n = 1", "checkpoint 1 is missing"),
        ("UPDATE ledger_checkpoint SET upto = 4 WHERE n = 1", "checkpoint 1"),
    ],
)
def test_a_superusers_change_is_found(history: str, change: str, found: str) -> None:
    superuser(history, change)
    assert (why(history) or "").startswith(found)


def test_nobody_changes_what_was_published(db: None) -> None:
    publish(AT)
    for change in (
        "UPDATE ledger_checkpoint SET root = ''",
        "DELETE FROM ledger_checkpoint",
        "TRUNCATE ledger_checkpoint",
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


@pytest.mark.parametrize("column", ["upto", "seed", "*"])
def test_how_busy_the_office_is_stays_inside(ada: User, column: str) -> None:
    publish(AT)
    with logged_in(Login.PUBLIC), acting(ada, APPLY), connection.cursor() as cursor:
        cursor.execute("SELECT n, at, root, hash FROM ledger_checkpoint")
        assert cursor.fetchone()[0] == 1
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute(f"SELECT {column} FROM ledger_checkpoint")


def test_the_command_names_the_row_after_a_superusers_edit(history: str, capsys: pytest.CaptureFixture[str]) -> None:
    with databases.using(history, Login.SEALER):
        call_command("ledger_verify")
        assert "6 entries in one chain, 2 checkpoints" in capsys.readouterr().out
    superuser(
        history, "UPDATE ledger_entry SET kind = 'other' WHERE id = (SELECT entry_id FROM ledger_link WHERE n = 2)"
    )
    with databases.using(history, Login.SEALER):
        with pytest.raises(SystemExit):
            call_command("ledger_verify")
    assert "the entry or the link was changed. Link 2. Entry" in capsys.readouterr().err


def test_an_entry_that_waits_is_noticed(live: str) -> None:
    with databases.using(live, Login.SEALER), acting(None, SEAL):
        append("something", "nobody")
    with databases.using(live, Login.SEALER), acting(None, SEAL):
        assert 0 < unchained_for() < 120
        seal_at_least()
        assert unchained_for() == 0
