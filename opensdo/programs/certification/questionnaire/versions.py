"""Which version of the questions is asked today, and the regulation that most of them cite."""

from __future__ import annotations

from typing import Final

NEWEST: Final = "2026-11"
REGULATION: Final = "425 CMR 2.02"
