"""What an officer types when she signs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils import timezone

from opensdo.kit.forms import Day, One, Page, Text

LEAST: Final = 20  # letters: fewer say nothing that somebody could check


def end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min)) + timedelta(days=1, seconds=-1)


class Sign(Page):
    promise = One(label="Which promise do you sign for?", choices=[])
    words = Text(
        label="What did you look at, and what did you find?",
        help_text="Everybody can read this on the evidence page. Name no person.",
        rows=4,
    )
    until = Day(label="Until when does your word count?", missing="Write the last day on which your word counts")

    def __init__(self, *args: Any, promises: Sequence[tuple[str, str]], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["promise"].choices = list(promises)  # type: ignore[attr-defined]

    def clean_words(self) -> str:
        words = str(self.cleaned_data["words"]).strip()
        if len(words) < LEAST:
            raise ValidationError("Write at least one full sentence")
        return words

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until <= self.today:
            raise ValidationError("Choose a day after today")
        if (until - self.today).days > 365:
            raise ValidationError("Choose a day within the next year. After that you have to look again")
        return until
