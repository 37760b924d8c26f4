"""When the office is open."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from opensdo.law.calendar import Closed, Shut, calendar
from opensdo.law.parameters import Unit

BOSTON = ZoneInfo("America/New_York")
OPEN = calendar(BOSTON)


def nth(year: int, month: int, weekday: int, n: int) -> date:
    """The n-th Monday and the like of a month; the last one for n = -1."""
    days = [date(year, month, 1) + timedelta(days=d) for d in range(31)]
    return [day for day in days if day.month == month and day.weekday() == weekday][n - 1 if n > 0 else n]


def legal_holidays(year: int) -> set[date]:
    """G.L. c.4 s.7(18) written out: a Sunday moves to Monday, a Saturday stays."""
    fixed = [date(year, 1, 1), date(year, 6, 19), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    kept = {day + timedelta(days=1) if day.weekday() == 6 else day for day in fixed}
    return kept | {
        nth(year, 1, 0, 3), nth(year, 2, 0, 3), nth(year, 4, 0, 3), nth(year, 5, 0, -1),
        nth(year, 9, 0, 1), nth(year, 10, 0, 2), nth(year, 11, 3, 4),
    }  # fmt: skip


@pytest.mark.parametrize("year", range(2021, 2051))
def test_the_office_is_shut_on_legal_holidays_and_weekends_only(year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    shut = {day for day in days if day.year == year and not OPEN.is_business_day(day)}
    assert shut == {day for day in days if day.year == year and (day.weekday() >= 5 or day in legal_holidays(year))}
    assert all(OPEN.is_business_day(day) == (OPEN.closed(day) is None) for day in days)


def test_a_saturday_holiday_is_kept_that_day_and_friday_is_worked() -> None:
    assert OPEN.closed(date(2026, 7, 4)) == Closed(Shut.HOLIDAY, "Independence Day")
    assert OPEN.is_business_day(date(2026, 7, 3))


def test_a_sunday_holiday_moves_to_monday() -> None:
    assert not OPEN.is_business_day(date(2027, 7, 5))


def test_suffolk_holidays_are_worked_unless_the_office_keeps_them(tmp_path: Path) -> None:
    assert OPEN.is_business_day(date(2026, 3, 17))
    ours = Path(__file__).parents[1] / "massachusetts" / "closures.toml"
    (tmp_path / "closures.toml").write_text(ours.read_text().replace("closed = false", "closed = true"))
    keeping = calendar(BOSTON, tmp_path)
    assert keeping.closed(date(2026, 3, 17)) == Closed(Shut.HOLIDAY, "Evacuation Day")
    assert keeping.closed(date(2029, 6, 18)) == Closed(Shut.HOLIDAY, "Bunker Hill Day"), "17 June 2029 is a Sunday"


def test_an_office_adds_its_own_closures(tmp_path: Path) -> None:
    (tmp_path / "jurisdiction.toml").write_text('extends = "massachusetts"\n')
    (tmp_path / "closures.toml").write_text(
        '[[closure]]\ncode = "storm"\nname = "Snow storm"\nsince = 2026-02-24\nuntil = 2026-02-26\n'
        'source = "https://example.org/closed"\nverified_on = 2026-02-24\nconfirmed = true\n'
    )
    ours = calendar(BOSTON, tmp_path)
    assert ours.closed(date(2026, 2, 25)) == Closed(Shut.CLOSURE, "Snow storm")
    assert ours.is_business_day(date(2026, 2, 26))
    assert OPEN.is_business_day(date(2026, 2, 25))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 24, 4, 59, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 24, 5, 0, tzinfo=UTC), date(2026, 11, 24)),
        (datetime(2026, 7, 2, 3, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2027, 1, 1, 4, 30, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 11, 1, 5, 30, tzinfo=UTC), date(2026, 11, 1)),
        (datetime(2026, 11, 1, 6, 30, tzinfo=UTC), date(2026, 11, 1)),
    ],
)
def test_a_moment_belongs_to_the_office_s_own_day(moment: datetime, day: date) -> None:
    assert OPEN.day_of(moment) == day


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        OPEN.day_of(datetime(2026, 11, 24, 5, 0))  # noqa: DTZ001 (that is the point)


@pytest.mark.parametrize(
    ("day", "amount", "unit", "then"),
    [
        (date(2026, 11, 23), 3, Unit.YEARS, date(2029, 11, 23)),
        (date(2024, 2, 29), 3, Unit.YEARS, date(2027, 2, 28)),
        (date(2026, 8, 31), 6, Unit.MONTHS, date(2027, 2, 28)),
        (date(2027, 3, 31), -1, Unit.MONTHS, date(2027, 2, 28)),
        (date(2026, 12, 31), 12, Unit.MONTHS, date(2027, 12, 31)),
        (date(2026, 11, 23), -30, Unit.CALENDAR_DAYS, date(2026, 10, 24)),
        (date(2026, 11, 25), 1, Unit.BUSINESS_DAYS, date(2026, 11, 27)),
        (date(2026, 11, 27), -1, Unit.BUSINESS_DAYS, date(2026, 11, 25)),
        (date(2026, 11, 28), 0, Unit.BUSINESS_DAYS, date(2026, 11, 28)),
    ],
)
def test_a_length_of_time_from_a_day(day: date, amount: int, unit: Unit, then: date) -> None:
    assert OPEN.shift(day, amount, unit) == then


def test_percent_is_no_length_of_time() -> None:
    with pytest.raises(ValueError, match="no length of time"):
        OPEN.shift(date(2026, 1, 1), 51, Unit.PERCENT)
