"""Real data that may lie beside a checkout. None of it is part of the project; without it, its tests say so."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Final

import pytest

MISSING: Final = "real data is not here"
FOLDER: Final = Path(os.environ.get("OPENSDO_TEST_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))


def real(path: str) -> Path:
    """A file of it, or a skip with a word."""
    found = FOLDER / path
    if not found.exists():
        pytest.skip(f"{MISSING}: OPENSDO_TEST_DATA names a folder without {path}")
    return found


def naughty_strings() -> list[str]:
    strings: list[str] = json.loads(real("08-strings-names-addresses/blns/blns.json").read_text())
    return strings
