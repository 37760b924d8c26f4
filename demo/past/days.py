"""When the past happened: counted back in working days from the day on which the demonstration is made."""

from __future__ import annotations

from datetime import date, datetime, time

from opensdo.law.office import office
from opensdo.law.parameters import Unit
from opensdo.programs.certification.clock import day_of, decision_rule, office_calendar

MORNING = time(9, 40)


def sent_on(due_in: int, today: date) -> date:
    """The day on which a case was sent that is due so many working days from today."""
    calendar = office_calendar()
    due = working_day(today, due_in)
    rule = decision_rule(today)
    return calendar.shift(due, -rule.number, rule.unit)


def working_day(day: date, away: int) -> date:
    """A weekend or a holiday counts as the working day after it."""
    return office_calendar().shift(office_calendar().business_day_on_or_after(day), away, Unit.BUSINESS_DAYS)


def morning(day: date, now: datetime) -> datetime:
    """Of that day in the office; never later than now."""
    return min(datetime.combine(day, MORNING, office().zone), now)


def later(sent: date, days: int, now: datetime) -> datetime:
    """So many working days after it was sent, or earlier when that would be in the future."""
    return morning(min(working_day(sent, days), day_of(now)), now)
