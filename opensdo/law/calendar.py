"""Which days the office is open: weekends, legal holidays, closures, in the office's own time zone."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import ClassVar
from zoneinfo import ZoneInfo

from holidays import country_holidays

from opensdo.law.entries import Entry, Malformed, build, default_folder, layers, load, tables
from opensdo.law.parameters import Unit

ONE_DAY = timedelta(days=1)


class Shut(StrEnum):
    """Why the office is not open on a day."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    CLOSURE = "closed"


@dataclass(frozen=True)
class Closed:
    kind: Shut
    name: str


WEEKEND = {5: Closed(Shut.WEEKEND, "Saturday"), 6: Closed(Shut.WEEKEND, "Sunday")}


@dataclass(frozen=True)
class Region:
    """Whose legal holidays are kept, in the codes of the `holidays` package."""

    country: str
    subdivision: str


@dataclass(frozen=True, kw_only=True)
class Closure(Entry):
    """When this office was closed though the calendar says open: from `since` to the day before `until`, or one day."""

    FILE: ClassVar[str] = "closures.toml"
    TABLE: ClassVar[str] = "closure"

    name: str

    def mistake(self) -> str:
        return super().mistake() or ("" if self.since else "a closure has a day")

    @property
    def days(self) -> tuple[date, ...]:
        first = self.since or date.max
        return tuple(first + ONE_DAY * n for n in range(((self.until or first + ONE_DAY) - first).days))


@dataclass(frozen=True, kw_only=True)
class Observance(Entry):
    """A yearly day that is a legal holiday somewhere in the state; `closed` says whether this office keeps it."""

    FILE: ClassVar[str] = "closures.toml"
    TABLE: ClassVar[str] = "observance"

    name: str
    month: int
    day: int
    closed: bool


@dataclass(frozen=True)
class Calendar:
    """A value: two calendars with the same facts are equal. Days are dates in `zone`."""

    country: str
    subdivision: str
    zone: ZoneInfo
    closures: tuple[tuple[date, str], ...] = ()
    observances: tuple[Observance, ...] = ()

    def day_of(self, at: datetime) -> date:
        """The office's date at a moment. Raises ValueError for a time without a zone."""
        if at.tzinfo is None:
            raise ValueError("a time without a zone has no date here")
        return at.astimezone(self.zone).date()

    def closed(self, day: date) -> Closed | None:
        """Why the office is shut that day, or None. A holiday on a weekend is told as the holiday."""
        return self._shut(day.year).get(day) or WEEKEND.get(day.weekday())

    def is_business_day(self, day: date) -> bool:
        return day.weekday() not in WEEKEND and day not in self._shut(day.year)

    def business_day_on_or_after(self, day: date) -> date:
        while not self.is_business_day(day):
            day += ONE_DAY
        return day

    def business_day_after(self, day: date) -> date:
        return self.business_day_on_or_after(day + ONE_DAY)

    def shift(self, day: date, amount: int, unit: Unit) -> date:
        """That many days, months or years later; earlier when negative. A month that is too short gives its last day.

        Of business days, the first is the first one after (before) `day`. Raises ValueError for a unit that is no time.
        """
        if unit is Unit.BUSINESS_DAYS:
            step, left = (ONE_DAY if amount > 0 else -ONE_DAY), abs(amount)
            while left:
                day += step
                left -= self.is_business_day(day)
            return day
        if unit is Unit.CALENDAR_DAYS:
            return day + ONE_DAY * amount
        if unit not in (Unit.MONTHS, Unit.YEARS):
            raise ValueError(f"{unit} is no length of time")
        months = day.year * 12 + day.month - 1 + amount * (12 if unit is Unit.YEARS else 1)
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))

    def also_closed(self, *days: tuple[date, str]) -> Calendar:
        return replace(self, closures=self.closures + days)

    def _shut(self, year: int) -> Mapping[date, Closed]:
        if year not in self._years:
            self._years[year] = _shut_days(self, year)
        return self._years[year]

    @cached_property
    def _years(self) -> dict[int, Mapping[date, Closed]]:
        return {}


def _shut_days(calendar: Calendar, year: int) -> Mapping[date, Closed]:
    shut = {day: Closed(Shut.CLOSURE, name) for day, name in calendar.closures if day.year == year}
    for kept in calendar.observances:
        if kept.closed and kept.in_force(day := date(year, kept.month, kept.day)):
            shut[day + ONE_DAY if f"{day:%a}" == "Sun" else day] = Closed(Shut.HOLIDAY, kept.name)
    legal = country_holidays(calendar.country, calendar.subdivision, years=year)
    shut |= {day: Closed(Shut.HOLIDAY, name) for day, name in legal.items() if day.year == year}
    return shut


def calendar(zone: ZoneInfo, folder: Path | None = None) -> Calendar:
    """The jurisdiction's calendar. The zone is a fact of the office: `office().zone`. Raises Malformed."""
    return _calendar(zone, folder or default_folder())


@cache
def _calendar(zone: ZoneInfo, folder: Path) -> Calendar:
    found = [table for layer in layers(folder) for table in tables(layer / "closures.toml", "region")]
    if not found:
        raise Malformed(f"{folder.name}/closures.toml: [[region]] says whose holidays are kept")
    region = build(Region, found[-1], f"{folder.name}/closures.toml [region]")
    made = Calendar(
        country=region.country,
        subdivision=region.subdivision,
        zone=zone,
        closures=tuple((day, each.name) for each in load(Closure, folder) for day in each.days),
        observances=load(Observance, folder),
    )
    try:
        made.closed(date(2026, 1, 1))
    except NotImplementedError as error:
        raise Malformed(f"{folder.name}/closures.toml [region]: {error}") from error
    return made
