"""How a promise stood on each of the last days, from what was written down on them. No Django."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Final

LONG: Final = 90
SHORT: Final = 30


class Mark(StrEnum):
    KEPT = "kept"
    NOT_KEPT = "not kept"
    UNKNOWN = "not known"


@dataclass(frozen=True)
class Past:
    """The answers of one control on one day: all of them were good, or one was not. `until`: last day they count."""

    control: str
    day: date
    held: bool
    looked: bool  # each answer examined something, and the control had been proved with the build that asked
    until: date


@dataclass(frozen=True)
class History:
    """Oldest day first, up to today."""

    marks: tuple[Mark, ...]

    @property
    def recent(self) -> Sequence[Mark]:
        return self.marks[-SHORT:]

    @cached_property
    def words(self) -> str:
        """The same in words: `kept on 28 days, not known on 2`."""
        return self._words(self.marks)

    @cached_property
    def recent_words(self) -> str:
        return self._words(self.recent)

    def _words(self, marks: Sequence[Mark]) -> str:
        counts = Counter(marks)
        said = [f"{mark} on {counts[mark]}" for mark in Mark if counts[mark]]
        return ", ".join(said)


def history(past: Iterable[Past], *, controls: Collection[str], today: date, length: int = LONG) -> History:
    """From the first answer on. `controls` are those that are asked now: one that was taken out since speaks only for
    the days it was asked on."""
    by_control = defaultdict[str, list[Past]](list)
    for one in past:
        by_control[one.control].append(one)
    first = min((one.day for rows in by_control.values() for one in rows), default=today)
    days = [today - timedelta(days=back) for back in range(length - 1, -1, -1) if today - timedelta(days=back) >= first]
    return History(tuple(_mark(by_control, controls, day) for day in days))


def _mark(by_control: dict[str, list[Past]], controls: Collection[str], day: date) -> Mark:
    """What was not kept for an hour was not kept that day; an answer counts on for as long as it said it would."""
    found = set[Mark]()
    for control, rows in by_control.items():
        before = [row for row in rows if row.day <= day]
        if not before:
            continue
        last = max(before, key=lambda row: row.day)
        if last.day < day and control not in controls:
            continue
        if not last.held:
            found.add(Mark.NOT_KEPT)
        elif day <= last.until and last.looked:
            found.add(Mark.KEPT)
        else:
            found.add(Mark.UNKNOWN)
    worst = (Mark.NOT_KEPT, Mark.UNKNOWN, Mark.KEPT)
    return next((mark for mark in worst if mark in found), Mark.UNKNOWN)
