"""The laws, regulations and orders that the policy and the rules stand on, with their standing on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from opensdo.law.entries import Entry, Unknown, load


class Standing(StrEnum):
    IN_FORCE = "in force"
    RESCINDED = "rescinded"
    AMENDED = "amended"


@dataclass(frozen=True, kw_only=True)
class Authority(Entry):
    """`status` is today's; `standing(on)` a given day's. `until` is the first day without it."""

    FILE: ClassVar[str] = "authorities.toml"
    TABLE: ClassVar[str] = "authority"

    title: str
    short: str
    status: Standing
    replaced_by: tuple[str, ...] = ()

    def standing(self, on: date) -> Standing | None:
        """On that day; None before its first day."""
        if self.until and on >= self.until:
            return Standing.RESCINDED
        if self.since and on < self.since:
            return None
        return Standing.IN_FORCE if self.status is Standing.RESCINDED else self.status

    def mistake(self) -> str:
        if (self.status is Standing.RESCINDED) != (self.until is not None):
            return "what is rescinded, and only that, has an until"
        return super().mistake()


def authorities(*, folder: Path | None = None) -> tuple[Authority, ...]:
    return load(Authority, folder)


def authority(code: str, *, folder: Path | None = None) -> Authority:
    """By its code, whether in force or not: a policy may cite what was rescinded, and must show it. Raises Unknown."""
    for found in load(Authority, folder):
        if found.code == code:
            return found
    raise Unknown(f"no authority {code!r}")
