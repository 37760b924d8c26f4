"""The policy is posted and the ledger sealed, for real; one crawl is never taken for another."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.db.backends.utils import CursorWrapper

from opensdo.privacy.policy.controls import CONTROLS, Finding

Ask = Callable[[str], Finding]


@pytest.fixture
def ask_control() -> Ask:
    """Put the question of one control, as the owner, within the test's transaction."""

    def ask(name: str) -> Finding:
        [found] = [control for control in CONTROLS if control.name == name]
        with connection.cursor() as cursor:
            return found.question(cursor)

    return ask


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        assert isinstance(cursor, CursorWrapper)
        cursor.execute(statement)
