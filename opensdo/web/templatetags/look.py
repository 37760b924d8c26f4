"""Filters of the look: the list of problems above a form, and words in the middle of a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django import template
from django.forms import BaseForm, BoundField
from django.utils import timezone

register = template.Library()


@dataclass(frozen=True)
class Problem:
    target: str
    words: str


def first_control(field: BoundField) -> str:
    """The id that a link in the summary leads to: the first box or circle of a group."""
    if first_wrong := getattr(field.field.widget, "first_wrong", None):
        return str(first_wrong(field.auto_id))
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def problems(form: BaseForm) -> list[Problem]:
    """Every mistake in the order of the page. One about the whole form leads to its first question."""
    shown = [field for field in form if not field.is_hidden]
    start = first_control(shown[0]) if shown else "main"
    hidden = [field for field in form if field.is_hidden]
    whole = [*form.non_field_errors(), *(error for field in hidden for error in field.errors)]
    return [
        *(Problem(start, str(error)) for error in whole),
        *(Problem(first_control(field), str(error)) for field in shown for error in field.errors),
    ]


@register.filter
def lower_first(words: str) -> str:
    return words[:1].lower() + words[1:]


@register.filter
def digits(phone: str) -> str:
    """A telephone number as a link wants it."""
    return "".join(letter for letter in phone if letter.isdigit() or letter == "+")


@register.filter
def moment(at: datetime) -> str:
    """As the office writes a time: Monday 23 November 2026, 2:41 pm, by the office's clock."""
    return f"{weekday(timezone.localtime(at).date())}, {clock(at)}"


@register.filter
def clock(at: datetime) -> str:
    """As the office writes the time of day: 2:41 pm."""
    here = timezone.localtime(at)
    return f"{here.hour % 12 or 12}:{here:%M} {'am' if here.hour < 12 else 'pm'}"


@register.filter
def weekday(day: date) -> str:
    """As the office writes a day: Monday 23 November 2026."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"
