"""Two presses at the same moment, on two connections that really commit."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from opensdo.kit import references
from opensdo.parties.accounts.models import User
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import APPLY, Login
from opensdo.programs.certification.actions import applying
from opensdo.programs.certification.models import Application
from tests import databases
from tests.sealing import PATIENCE
from tests.settings import SERVER
from tests.stages import first_policy

pytestmark = pytest.mark.whole
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"


def begin(ada: User, reference: str) -> int:
    try:
        with acting(ada, APPLY):
            return applying.begin(reference, precheck=None, by=ada, at=timezone.now()).pk
    finally:
        connection.close()


def test_begin_pressed_twice_at_the_same_moment_is_one_application(live: str) -> None:
    with databases.using(live):
        first_policy()
        ada = User.objects.create_user("ada@example.org")
    reference = references.new("CERT")
    with databases.using(live, Login.PUBLIC), ThreadPoolExecutor(1) as other:
        with acting(ada, APPLY):
            mine = applying.begin(reference, precheck=None, by=ada, at=timezone.now()).pk
            second = other.submit(copy_context().run, begin, ada, reference)
            until_it_waits(live)
        assert second.result(timeout=30) == mine
    with databases.using(live):
        assert Application.objects.count() == 1


def until_it_waits(name: str) -> None:
    with psycopg.connect(SERVER.dsn(), autocommit=True) as watching:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            row = watching.execute(WAITING, [name]).fetchone()
            if row and row[0]:
                return
    raise AssertionError("the second press did not wait for the first")
