"""Legal clocks: when an answer is due, how many days are left, and how the date was worked out, day by day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import islice

from opensdo.law.calendar import ONE_DAY, Calendar, Shut
from opensdo.law.parameters import Parameter, Unit

NAMES_TOLD = 2


class Mark(StrEnum):
    """What a day is to the clock. The first four are not counted."""

    RECEIVED = "received"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    CLOSED = "closed"
    PAUSED = "paused"
    DAY_ONE = "day 1"
    COUNTED = "counted"
    DUE = "due"


SHUT = {Shut.WEEKEND: Mark.WEEKEND, Shut.HOLIDAY: Mark.HOLIDAY, Shut.CLOSURE: Mark.CLOSED}


@dataclass(frozen=True)
class Pause:
    """We wait for somebody. The day we ask still counts; counting goes on the day after the answer (None: not yet)."""

    asked_on: date
    answered_on: date | None = None

    def __post_init__(self) -> None:
        if self.answered_on and self.answered_on < self.asked_on:
            raise ValueError("an answer cannot come before the question")

    def holds(self, day: date) -> bool:
        return self.asked_on < day and (self.answered_on is None or day <= self.answered_on)


@dataclass(frozen=True)
class Day:
    """One line of the counting-out. `number` is the running count, None where it does not count; `name` says why."""

    date: date
    mark: Mark
    number: int | None = None
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A value object: everything it needs is passed in, `at` is a date in the office's zone.

    Business days: what comes on a closed day counts as received the next business day; day 1 is the first business day
    after that [950 CMR 32; law.md section 4]. Calendar days: day 1 is the day after `started`, every day counts.
    With `moves`, a last day on which the office is closed moves to the next business day [G.L. c.4 s.9].
    """

    started: date
    limit: int
    unit: Unit
    calendar: Calendar
    pauses: tuple[Pause, ...] = ()
    moves: bool = False

    def __post_init__(self) -> None:
        if self.unit not in (Unit.BUSINESS_DAYS, Unit.CALENDAR_DAYS):
            raise ValueError(f"a clock counts days, not {self.unit}")
        if self.limit < 1:
            raise ValueError("a clock has at least one day")

    @classmethod
    def under(
        cls,
        rule: Parameter,
        *,
        started: date,
        calendar: Calendar,
        pauses: tuple[Pause, ...] = (),
        moves: bool = False,
    ) -> Clock:
        """The clock that a parameter sets. Take it as of `started`, so that new law leaves old cases alone."""
        return cls(started=started, limit=rule.number, unit=rule.unit, calendar=calendar, pauses=pauses, moves=moves)

    @property
    def received(self) -> date:
        """The day it counts as received."""
        if self.unit is Unit.CALENDAR_DAYS:
            return self.started
        return self.calendar.business_day_on_or_after(self.started)

    @cached_property
    def due(self) -> date | None:
        """The last day in time; None while an open pause stands before it."""
        last = next(islice(self._counted(), self.limit - 1, None), None)
        return self.calendar.business_day_on_or_after(last) if last and self.moves else last

    def days_used(self, at: date) -> int:
        """Counted days up to and including `at`, at most the limit."""
        used = 0
        for day in islice(self._counted(), self.limit):
            if day > at:
                break
            used += 1
        return used

    def days_left(self, at: date) -> int:
        """Counted days after `at` and up to the due date: 0 on the due date and later."""
        return self.limit - self.days_used(at)

    def days_late(self, at: date) -> int:
        """Days past the due date in the clock's unit, without closed and paused ones; 0 in time."""
        due = self.due
        if due is None or at <= due:
            return 0
        late = (due + ONE_DAY * n for n in range(1, (at - due).days + 1))
        return sum(self._counts(day) for day in late)

    def paused(self, at: date) -> bool:
        """Are we waiting for somebody? From the day we asked to the day before the answer."""
        return any(
            pause.asked_on <= at and (pause.answered_on is None or at < pause.answered_on) for pause in self.pauses
        )

    def overdue(self, at: date) -> bool:
        due = self.due
        return due is not None and at > due

    def counting_out(self, until: date | None = None) -> tuple[Day, ...]:
        """Every day from the start to the due date, marked; while that is open, to `until`, or to the question."""
        due, number, days = self.due, 0, []
        last = due or max([self.received, until or self.started, *(pause.asked_on for pause in self.pauses)])
        day = self.started
        while day <= last:
            counts = day > self.received and self._counts(day) and number < self.limit
            number += counts
            days.append(self._marked(day, number if counts else None, due))
            day += ONE_DAY
        return tuple(days)

    def sentence(self) -> str:
        """How the date was worked out, in one plain sentence."""
        due = self.due
        if due is None:
            used = self.days_used(self._open_since or self.started)
            return f"The clock stands still at day {used} of {self.limit}; it goes on the day after we get the answer."
        first, end = next(self._counted()), next(islice(self._counted(), self.limit - 1, None))
        if self.limit == 1:
            begins = f"Day 1, the only one, is {in_words(end, year=True)}"
        else:
            begins = f"Day 1 is {in_words(first, year=first.year != end.year)} and day {self.limit} is "
            begins += in_words(end, year=True)
        if end != due:
            return f"{begins}; we are closed then, so it moves to {in_words(due)}."
        return f"{begins}{self._left_out()}."

    def _left_out(self) -> str:
        days = self.counting_out()
        waited = sum(day.mark is Mark.PAUSED for day in days)
        told = ["the day we waited" if waited == 1 else f"{waited} days we waited"] if waited else []
        if self.unit is Unit.BUSINESS_DAYS:
            names = list(dict.fromkeys(day.name for day in days if day.mark in (Mark.HOLIDAY, Mark.CLOSED)))
            told = (names if len(names) <= NAMES_TOLD else [f"{len(names)} days we are closed"]) + told
            told = ["weekends"] * any(day.mark is Mark.WEEKEND for day in days) + told
        if not told:
            return "; every day counts" if self.unit is Unit.CALENDAR_DAYS else ""
        one = len(told) == 1 and told[0] != "weekends" and not told[0][0].isdigit()
        listed = " and ".join(filter(None, [", ".join(told[:-1]), told[-1]]))
        return f"; {listed} {'does' if one else 'do'} not count"

    @property
    def _open_since(self) -> date | None:
        return min((pause.asked_on for pause in self.pauses if pause.answered_on is None), default=None)

    def _counts(self, day: date) -> bool:
        if any(pause.holds(day) for pause in self.pauses):
            return False
        return self.unit is Unit.CALENDAR_DAYS or self.calendar.is_business_day(day)

    def _counted(self) -> Iterator[date]:
        """Every day that counts, without end, unless an open pause ends it."""
        day, last = self.received + ONE_DAY, self._open_since
        while last is None or day <= last:
            if self._counts(day):
                yield day
            day += ONE_DAY

    def _marked(self, day: date, number: int | None, due: date | None) -> Day:
        if day == due:
            return Day(day, Mark.DUE, number)
        if number:
            return Day(day, Mark.DAY_ONE if number == 1 else Mark.COUNTED, number)
        if day == self.received:
            return Day(day, Mark.RECEIVED)
        shut = self.calendar.closed(day)
        waiting = any(pause.holds(day) for pause in self.pauses)
        if shut and not (waiting and self.unit is Unit.CALENDAR_DAYS):
            return Day(day, SHUT[shut.kind], None, shut.name)
        return Day(day, Mark.PAUSED)


def in_words(day: date, *, year: bool = False) -> str:
    """Tuesday 1 December, or with the year."""
    return f"{day:%A} {day.day} {day:%B}" + (f" {day.year}" if year else "")
