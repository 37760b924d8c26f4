"""The clock of a case: how many days are used, when the decision is due, and while it stands still. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from opensdo.law.calendar import Calendar, calendar
from opensdo.law.clocks import Clock, Pause
from opensdo.law.office import office
from opensdo.law.parameters import Parameter, parameter

FRIDAY = 4


class Group(StrEnum):
    """Where a case stands in a queue, in the order of the page."""

    OVERDUE = "Overdue"
    TODAY = "Due today"
    WEEK = "This week"
    LATER = "Later"
    WAITING = "Waiting for someone else"


ORDER = tuple(Group)


@dataclass(frozen=True)
class Reading:
    """What the clock says on one day. `due` is None while it stands still before the date is known."""

    due: date | None
    used: int
    limit: int
    late: int
    left: int
    stopped: bool

    @property
    def day(self) -> int:
        return self.used + self.late

    @property
    def share(self) -> int:
        """Of a hundred, for the bar."""
        return min(100, round(100 * self.used / self.limit))


def office_calendar() -> Calendar:
    return calendar(office().zone)


def day_of(at: datetime) -> date:
    return office_calendar().day_of(at)


def clock_of(submitted_at: datetime, pauses: Iterable[tuple[datetime, datetime | None]]) -> Clock:
    """Each pause: when we asked, and when the answer came or the request was taken back."""
    held = tuple(Pause(day_of(asked), day_of(ended) if ended else None) for asked, ended in pauses)
    return _clock(day_of(submitted_at), held)


def decision_rule(submitted_on: date) -> Parameter:
    """The rule of the day on which it was sent: new law leaves old cases alone."""
    return parameter("decision_days", on=submitted_on)


@lru_cache(maxsize=4096)
def _clock(started: date, pauses: tuple[Pause, ...]) -> Clock:
    """Kept, because the cases of one day share their clock and a queue counts out every one."""
    stops = parameter("decision_clock_pauses", on=started).yes
    return Clock.under(
        decision_rule(started), started=started, calendar=office_calendar(), pauses=pauses if stops else ()
    )


@lru_cache(maxsize=4096)
def reading(clock: Clock, today: date) -> Reading:
    used = clock.days_used(today)
    return Reading(
        due=clock.due,
        used=used,
        limit=clock.limit,
        late=clock.days_late(today),
        left=clock.limit - used,
        stopped=clock.paused(today),
    )


def group(read: Reading, today: date, *, waits: bool) -> Group:
    """`waits`: the next step is somebody else's."""
    if waits or read.due is None:
        return Group.WAITING
    if read.due < today:
        return Group.OVERDUE
    if read.due == today:
        return Group.TODAY
    return Group.WEEK if read.due <= end_of_week(today) else Group.LATER


def end_of_week(today: date) -> date:
    """The coming Friday; on a weekend, the one after it."""
    return today + timedelta(days=(FRIDAY - today.weekday()) % 7)
