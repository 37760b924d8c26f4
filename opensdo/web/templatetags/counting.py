"""A due date counted out loud: the days of a legal clock laid into weeks, from Monday to Sunday."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django import template

from opensdo.law.clocks import Clock, Day, Mark

register = template.Library()
SHORT: Final = 42  # days: a longer calendar is folded
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
OFF: Final = frozenset({Mark.WEEKEND, Mark.HOLIDAY, Mark.CLOSED, Mark.PAUSED})


@dataclass(frozen=True)
class Box:
    label: str
    kind: str
    number: int | None
    words: str


@register.inclusion_tag("parts/counting.html")
def counting(clock: Clock, today: date) -> dict[str, Any]:
    days = {day.date: day for day in clock.counting_out(until=today)}
    first, last = min(days), max(days)
    begin = first - timedelta(days=first.weekday())
    span = (last - begin).days + 7 - last.weekday()
    boxes = [box(begin + timedelta(days=n), days, clock, today, n == 0) for n in range(span)]
    weeks = [boxes[n : n + 7] for n in range(0, span, 7)]
    return {
        "weeks": weeks,
        "heads": [(name[:3], name) for name in DAYS],
        "first": first,
        "last": last,
        "limit": clock.limit,
        "folded": span > SHORT,
        "sentence": clock.sentence(),
    }


def box(date: date, days: dict[date, Day], clock: Clock, today: date, named: bool) -> Box:
    day = days.get(date)
    label = f"{date.day} {date:%b}" if named or date.day == 1 else str(date.day)
    number = day.number if day else None
    return Box(label, " ".join(_kinds(date, day, today)), number, ", ".join(_words(date, day, clock, today)))


def _kinds(date: date, day: Day | None, today: date) -> Iterator[str]:
    if day and day.mark is Mark.DUE:
        yield "due"
    elif day and day.number:
        yield "past" if date < today else "day"
    elif date.weekday() > 4 or (day and day.mark in OFF):
        yield "off"
    if date == today:
        yield "today"


def _words(date: date, day: Day | None, clock: Clock, today: date) -> Iterator[str]:
    if date == clock.started != clock.received:
        yield "Came in"
    if date == clock.received:
        yield "Re\u00adceived"
    if day and day.mark in (Mark.HOLIDAY, Mark.CLOSED):
        yield day.name
    if day and day.mark is Mark.PAUSED:
        yield "Waiting"
    if day and day.mark is Mark.DUE:
        yield "due"
    if date == today:
        yield "today"
