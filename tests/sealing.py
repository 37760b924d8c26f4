"""Seal what a test has committed."""

from __future__ import annotations

import time
from typing import Final

from opensdo.privacy.ledger.actions import seal

PATIENCE: Final = 20.0


def seal_at_least(expected: int = 1) -> None:
    """An open transaction in any database of the server holds the horizon, so another test may delay this one."""
    sealed, end = 0, time.monotonic() + PATIENCE
    while sealed < expected:
        assert time.monotonic() < end, f"{sealed} of {expected} entries were sealed in {PATIENCE:.0f} seconds"
        sealed += seal()
