"""What the office types into a case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from opensdo.kit.forms import Day, Line, One, Page, Some, Text
from opensdo.programs.certification.criteria import Found, no_reason

PURPOSEFUL = "Write at least one full sentence"


class Assess(Page):
    """One criterion. A finding is quoted in the letter, so it is needed as soon as the officer is sure."""

    outcome = One(label="What did you find?", choices=[(each.value, each.words) for each in Found])
    finding = Text(label="Your finding, in your own words", required=False, rows=3)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        sure = given.get("outcome") in (Found.MET, Found.NOT_MET)
        if sure and not given.get("finding") and "finding" not in self.errors:
            self.add_error("finding", "Write what you found. The letter quotes it")
        return given


class Open(Page):
    """Why a sealed value is opened. The applicant reads it."""

    reason = Text(
        label="Why do you need to see it?",
        help_text="For example: I match it with the tax return of 2025. The applicant can read this sentence.",
        rows=2,
    )

    def clean_reason(self) -> str:
        reason = str(self.cleaned_data["reason"]).strip()
        if wrong := no_reason(reason):
            raise ValidationError(wrong)
        return reason


class Ask(Page):
    requirement = forms.ChoiceField(label="What do you ask for?")
    what = Line(label="Name it in a few words", help_text="For example: tax return for 2025, all pages", max_length=200)
    why = Text(label="Why do you need it?", help_text="The applicant reads this. Name the criterion.", rows=3)
    until = Day(label="Until when?", missing="Write the last day for an answer")

    def __init__(self, *args: Any, requirements: Sequence[tuple[str, str]], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["requirement"].choices = [("", "Choose one"), *requirements]  # type: ignore[attr-defined]

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until <= self.today:
            raise ValidationError("Give the business at least until tomorrow")
        if (until - self.today).days > 366:
            raise ValidationError("Choose a day within the next year")
        return until


class Recommend(Page):
    reason = Text(label="Why?", help_text="For the supervisor. It is not part of the letter.", rows=4)
    supervisor = forms.ChoiceField(label="Who decides?")

    def __init__(self, *args: Any, supervisors: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supervisor"].choices = list(supervisors)  # type: ignore[attr-defined]


class Return(Page):
    why = Text(label="What does the officer have to look at again?", rows=3)


class Remark(Page):
    text = Text(label="Note for the office", help_text="It stays in the file. The applicant may ask for it.", rows=2)


class HandOver(Page):
    """Who gets the chosen cases."""

    case = Some(label="Cases")
    to = forms.ChoiceField(label="Hand them to")

    def __init__(
        self, *args: Any, cases: Iterable[tuple[str, str]], officers: Iterable[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case"].choices = list(cases)  # type: ignore[attr-defined]
        self.fields["to"].choices = [("", "Choose an officer"), *officers]  # type: ignore[attr-defined]


class End(Page):
    because = One(
        label="Why does it end?",
        help_text="Everybody can read this word. The story stays in the file.",
        choices=[
            ("withdrawn", "The business gives it back"),
            ("decertified", "The business no longer meets the rules"),
            ("replaced", "A newer certificate takes its place"),
            ("mistake", "It was given by mistake"),
        ],
    )


class OnDay(Page):
    on = Day(label="Was it certified on another day?", missing="Write the day you ask about")
