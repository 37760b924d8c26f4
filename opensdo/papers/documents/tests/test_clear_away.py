"""What an upload left behind that came to nothing is cleared away after a day; nothing that belongs to anybody is."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError, connection, transaction

from opensdo.papers.documents.actions import LOCK, inspecting
from opensdo.papers.documents.actions.inspecting import Strange, clear_away, discard
from opensdo.papers.documents.bounded import ROOT
from opensdo.papers.documents.storage import storage
from opensdo.papers.documents.tests import files
from opensdo.papers.documents.tests.conftest import Check, Send
from opensdo.privacy.data.purposes import Login
from tests.processes import logged_in
from tests.settings import SERVER

NAME = "ab" + "0" * 62
OTHER = "cd" + "0" * 62
KILLED = f"""
import os, signal
from pathlib import Path
from opensdo.papers.documents.storage.folder import Folder

def sealed():
    yield b"x" * 100_000
    os.kill(os.getpid(), signal.SIGKILL)

Folder(Path(os.environ["FILES"])).put({NAME!r}, sealed())
"""


def names() -> list[str]:
    return list(storage().names())


def tomorrow(days: float = 1.5) -> datetime:
    """Files have the time of the disk."""
    return datetime.now(UTC) + timedelta(days=days)


def clear(at: datetime) -> int:
    with logged_in(Login.WORKER):
        return clear_away(at=at)


def test_what_belongs_to_nobody_goes_after_a_day_and_all_else_stays(send: Send, check: Check) -> None:
    waiting, checked = send(), check(send(files.pdf(pages=4)))
    storage().put(NAME, [b"an upload that the database took back"])
    assert clear(tomorrow(0.9)) == 0
    assert clear(tomorrow()) == 1
    assert names() == sorted([waiting.storage_key, checked.storage_key])
    assert clear(tomorrow()) == 0


def test_what_a_killed_upload_left_half_made_goes_too(send: Send, folder: Path) -> None:
    kept = send()
    ended = subprocess.run(
        [sys.executable, "-c", KILLED], env={"PYTHONPATH": str(ROOT), "FILES": str(folder)}, check=False
    )
    assert ended.returncode == -signal.SIGKILL
    assert len(list(folder.rglob("*.half"))) == 1
    assert names() == [kept.storage_key]  # half a file is in no list
    assert clear(tomorrow(0.9)) == 0
    assert clear(tomorrow()) == 1
    assert not list(folder.rglob("*.half"))
    assert names() == [kept.storage_key]


def test_a_record_that_the_worker_may_not_see_keeps_its_file(send: Send) -> None:
    """The policy under which it was given does not name the inspection: to the worker it is not there."""
    kept = send()
    with connection.cursor() as cursor:
        cursor.execute("DROP POLICY inspect_reads ON documents_document")
    assert clear(tomorrow()) == 0
    with logged_in(Login.WORKER):
        assert not discard(kept.storage_key)
    assert names() == [kept.storage_key]


def test_an_upload_that_is_under_way_is_waited_for(send: Send) -> None:
    """Who sends holds the lock on the name until the row is there for all to see: here, another connection."""
    send()
    storage().put(NAME, [b"x"])
    with psycopg.connect(SERVER.dsn(connection.settings_dict["NAME"])) as sending:
        sending.execute(LOCK, [NAME])
        with pytest.raises(OperationalError, match="lock timeout"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '200ms'")
            clear(tomorrow())
    assert NAME in names()
    assert clear(tomorrow()) == 1


def test_the_store_of_another_office_is_left_alone(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspecting, "FEW", 1)
    kept = send()
    for name in (NAME, OTHER):
        storage().put(name, [b"x"])
    with pytest.raises(Strange, match="2 of 3"):
        clear(tomorrow())
    assert names() == sorted([NAME, OTHER, kept.storage_key])
