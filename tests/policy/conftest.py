"""The policy is posted and the ledger sealed, for real; one crawl is never taken for another."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import NOTIFY
from opensdo.privacy.policy.controls import CONTROLS, Finding
from opensdo.programs.certification.actions import certificates

Ask = Callable[[str], Finding]


@pytest.fixture
def ask_control() -> Ask:
    """Put the question of one control, as the owner, within the test's transaction."""

    def ask(name: str) -> Finding:
        with acting(None, NOTIFY):
            certificates.publish_first(at=timezone.now())
        [found] = [control for control in CONTROLS if control.name == name]
        with connection.cursor() as cursor:
            return found.question(cursor)

    return ask


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        assert isinstance(cursor, CursorWrapper)
        cursor.execute(statement)
