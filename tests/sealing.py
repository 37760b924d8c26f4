"""Seal what a test has committed."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from opensdo.privacy.ledger.actions import seal
from opensdo.privacy.ledger.models import Link

PATIENCE: Final = 20.0


def seal_at_least(expected: int = 1) -> None:
    at_least(seal, expected)


def at_least(sealing: Callable[[], int], expected: int = 1) -> None:
    """An open transaction in any database of the server holds the horizon, so another test may delay this one."""
    sealed, end = 0, time.monotonic() + PATIENCE
    while sealed < expected:
        assert time.monotonic() < end, f"{sealed} of {expected} entries were sealed in {PATIENCE:.0f} seconds"
        sealed += sealing()


def seal_entry(entry_id: int) -> None:
    """Whatever else is sealed before it."""
    end = time.monotonic() + PATIENCE
    while not Link.objects.filter(entry_id=entry_id).exists():
        assert time.monotonic() < end, f"the entry was not sealed in {PATIENCE:.0f} seconds"
        seal()
