"""Clocks: the worked example, and what holds for every clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opensdo.law.calendar import calendar
from opensdo.law.clocks import Clock, Mark, Pause
from opensdo.law.entries import MASSACHUSETTS
from opensdo.law.parameters import Parameter, Unit, parameter

OPEN = calendar(ZoneInfo("America/New_York"))
SATURDAY = date(2026, 11, 14)
RECORDS = Clock(started=SATURDAY, limit=10, unit=Unit.BUSINESS_DAYS, calendar=OPEN)


def d(day: int, month: int = 11) -> date:
    return date(2026, month, day)


def test_a_request_that_came_on_a_saturday() -> None:
    """Published by the office as an example: asked Saturday 14 November 2026, due Tuesday 1 December."""
    assert (RECORDS.received, RECORDS.due) == (d(16), d(1, 12))
    assert [RECORDS.days_left(day) for day in (d(14), d(16), d(17), d(23), d(26), d(1, 12), d(9, 12))] == [
        10, 10, 9, 5, 3, 0, 0,
    ]  # fmt: skip
    assert not RECORDS.overdue(d(1, 12))
    assert RECORDS.overdue(d(2, 12))
    assert RECORDS.days_late(d(7, 12)) == 4


def test_the_example_is_counted_out() -> None:
    out = {day.date: day for day in RECORDS.counting_out()}
    assert (out[d(14)].mark, out[d(14)].name) == (Mark.WEEKEND, "Saturday")
    assert out[d(16)].mark is Mark.RECEIVED
    assert (out[d(17)].mark, out[d(17)].number) == (Mark.DAY_ONE, 1)
    assert (out[d(26)].mark, out[d(26)].name, out[d(26)].number) == (Mark.HOLIDAY, "Thanksgiving Day", None)
    assert (out[d(27)].mark, out[d(27)].number) == (Mark.COUNTED, 8)
    assert (out[d(1, 12)].mark, out[d(1, 12)].number) == (Mark.DUE, 10)
    assert list(out) == [d(14) + timedelta(days=n) for n in range(18)]


@pytest.mark.parametrize(
    ("clock", "words"),
    [
        (
            RECORDS,
            "Day 1 is Tuesday 17 November and day 10 is Tuesday 1 December 2026; "
            "weekends and Thanksgiving Day do not count.",
        ),
        (
            replace(RECORDS, pauses=(Pause(d(18), d(23)),)),
            "Day 1 is Tuesday 17 November and day 10 is Friday 4 December 2026; "
            "weekends, Thanksgiving Day and 3 days we waited do not count.",
        ),
        (
            replace(RECORDS, pauses=(Pause(d(18)),)),
            "The clock stands still at day 2 of 10; it goes on the day after we get the answer.",
        ),
        (
            replace(RECORDS, limit=1),
            "Day 1, the only one, is Tuesday 17 November 2026; weekends do not count.",
        ),
        (
            replace(RECORDS, started=d(16), limit=4),
            "Day 1 is Tuesday 17 November and day 4 is Friday 20 November 2026.",
        ),
        (
            replace(RECORDS, started=d(24), limit=2),
            "Day 1 is Wednesday 25 November and day 2 is Friday 27 November 2026; Thanksgiving Day does not count.",
        ),
        (
            replace(RECORDS, started=d(28, 12), limit=30, unit=Unit.CALENDAR_DAYS),
            "Day 1 is Tuesday 29 December 2026 and day 30 is Wednesday 27 January 2027; every day counts.",
        ),
        (
            replace(RECORDS, started=d(16), unit=Unit.CALENDAR_DAYS, moves=True),
            "Day 1 is Tuesday 17 November and day 10 is Thursday 26 November 2026; "
            "we are closed then, so it moves to Friday 27 November.",
        ),
        (
            replace(RECORDS, limit=90),
            "Day 1 is Tuesday 17 November 2026 and day 90 is Monday 29 March 2027; "
            "weekends and 5 days we are closed do not count.",
        ),
    ],
)
def test_one_sentence_says_how_the_date_was_worked_out(clock: Clock, words: str) -> None:
    assert clock.sentence() == words


def test_an_open_question_stops_the_clock() -> None:
    waiting = replace(RECORDS, pauses=(Pause(d(18)),))
    assert waiting.due is None
    assert waiting.days_left(d(30, 12)) == 8
    assert not waiting.overdue(d(30, 12))
    assert [waiting.paused(day) for day in (d(17), d(18), d(30))] == [False, True, True]
    assert waiting.counting_out(until=d(20))[-1].mark is Mark.PAUSED


def test_the_clock_goes_on_the_day_after_the_answer() -> None:
    asked = replace(RECORDS, pauses=(Pause(d(18), d(23)),))
    marks = {day.date: day.number for day in asked.counting_out()}
    assert (marks[d(18)], marks[d(23)], marks[d(24)]) == (2, None, 3)
    assert not asked.paused(d(23))


def test_a_question_asked_after_the_due_date_excuses_nothing() -> None:
    late = replace(RECORDS, pauses=(Pause(d(7, 12)),))
    assert (late.due, late.overdue(d(7, 12))) == (d(1, 12), True)


@pytest.mark.parametrize("changed", [{"limit": 0}, {"unit": Unit.YEARS}])
def test_what_is_no_clock_is_refused(changed: dict[str, int | Unit]) -> None:
    with pytest.raises(ValueError, match="clock"):
        replace(RECORDS, **changed)  # type: ignore[arg-type]


def test_an_answer_before_its_question_is_refused() -> None:
    with pytest.raises(ValueError, match="before the question"):
        Pause(d(18), d(17))


days = st.dates(date(2021, 1, 1), date(2035, 12, 31))
units = st.sampled_from([Unit.BUSINESS_DAYS, Unit.CALENDAR_DAYS])


@st.composite
def pauses(draw: st.DrawFn) -> Pause:
    asked = draw(st.dates(date(2021, 1, 1), date(2022, 12, 31)))
    answer = draw(st.none() | st.integers(0, 60))
    return Pause(asked, None if answer is None else asked + timedelta(days=answer))


@st.composite
def clocks(draw: st.DrawFn) -> Clock:
    started = draw(st.dates(date(2021, 1, 1), date(2022, 12, 31)))
    closures = draw(st.lists(st.integers(0, 200), max_size=4))
    return Clock(
        started=started,
        limit=draw(st.integers(1, 100)),
        unit=draw(units),
        calendar=OPEN.also_closed(*((started + timedelta(days=n), "Storm") for n in closures)),
        pauses=tuple(draw(st.lists(pauses(), max_size=3))),
        moves=draw(st.booleans()),
    )


def not_earlier(then: date | None, now: date | None) -> bool:
    return then is None or (now is not None and then >= now)


@given(clocks(), st.integers(-5, 200))
def test_a_holiday_more_never_brings_a_deadline_forward(clock: Clock, offset: int) -> None:
    extra = clock.calendar.also_closed((clock.started + timedelta(days=offset), "Storm"))
    assert not_earlier(replace(clock, calendar=extra).due, clock.due)


@given(clocks(), pauses())
def test_a_pause_more_never_brings_a_deadline_forward(clock: Clock, pause: Pause) -> None:
    assert not_earlier(replace(clock, pauses=(*clock.pauses, pause)).due, clock.due)


@given(clocks(), st.integers(-10, 400))
def test_used_and_left_make_the_limit(clock: Clock, offset: int) -> None:
    at = clock.started + timedelta(days=offset)
    assert clock.days_used(at) + clock.days_left(at) == clock.limit
    assert 0 <= clock.days_left(at) <= clock.limit
    if clock.overdue(at):
        assert clock.days_left(at) == 0
    else:
        assert clock.days_late(at) == 0
    assert clock.days_left(at) >= clock.days_left(at + timedelta(days=1)), "time never runs backwards"


@given(clocks(), st.integers(0, 300))
def test_the_counting_out_agrees_with_the_due_date(clock: Clock, offset: int) -> None:
    until = clock.started + timedelta(days=offset)
    out = clock.counting_out(until)
    assert [day.date for day in out] == [clock.started + timedelta(days=n) for n in range(len(out))]
    numbers = [day.number for day in out if day.number]
    assert numbers == list(range(1, len(numbers) + 1))
    assert [day.date for day in out if day.mark is Mark.DUE] == ([clock.due] if clock.due else [])
    for day in out:
        assert clock.days_used(day.date) == sum(1 for n in out if n.number and n.date <= day.date)
        if day.mark in (Mark.WEEKEND, Mark.HOLIDAY, Mark.CLOSED):
            assert not clock.calendar.is_business_day(day.date)
    if clock.due:
        assert (out[-1].date, len(numbers)) == (clock.due, clock.limit)
    assert clock.sentence().endswith(".")


@given(clocks())
def test_a_deadline_in_business_days_is_a_business_day(clock: Clock) -> None:
    if clock.due and (clock.unit is Unit.BUSINESS_DAYS or clock.moves):
        assert clock.calendar.is_business_day(clock.due)


@given(days, units, st.integers(1, 60))
def test_without_pauses_the_clock_agrees_with_the_calendar(started: date, unit: Unit, limit: int) -> None:
    clock = Clock(started=started, limit=limit, unit=unit, calendar=OPEN)
    assert clock.due == OPEN.shift(clock.received, limit, unit)


@given(
    started=st.dates(date(2021, 1, 1), date(2025, 12, 31)),
    changes=st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    limit=st.integers(1, 200),
)
def test_new_law_never_moves_an_old_case(started: date, changes: date, limit: int) -> None:
    before = parameter("records_response", on=started, folder=MASSACHUSETTS)
    with TemporaryDirectory() as name:
        after = parameter("records_response", on=started, folder=_changed(Path(name), before, changes, limit))
    old, new = (Clock.under(rule, started=started, calendar=OPEN).due for rule in (before, after))
    assert old == new


def _changed(folder: Path, rule: Parameter, on: date, limit: int) -> Path:
    """The same rule until that day, and another limit from then on."""
    entry = (
        f'[[parameter]]\ncode = "{rule.code}"\nname = "{rule.name}"\nunit = "{rule.unit}"\nsource = "{rule.source}"\n'
        "verified_on = 2026-11-23\nconfirmed = true\n"
    )
    (folder / "parameters.toml").write_text(
        f'{entry}value = {rule.number}\nsince = "unknown"\nuntil = {on}\n{entry}value = {limit}\nsince = {on}\n'
    )
    return folder
