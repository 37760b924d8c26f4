"""How long each kind of record is kept: what starts its clock, and which figure of the law sets its length."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from opensdo.law.parameters import Unconfirmed, confirmed_value, parameters


@dataclass(frozen=True)
class Keep:
    """`figure` is a parameter of the law in years; without one a record goes as soon as `event` has come."""

    code: str
    event: str
    figure: str = ""

    def ends(self, began: date, *, on: date) -> date:
        """The first day on which it may be destroyed. Raises Unconfirmed: a figure is never guessed."""
        if not self.figure:
            return began
        years = confirmed_value(self.figure, on=on)
        if isinstance(years, bool) or not isinstance(years, int):
            raise Unconfirmed(f"{self.figure} is no number of years")
        return _later(began, years)

    @property
    def words(self) -> str:
        """For the person whose record it is; what is not confirmed is not told as if it were."""
        if not self.figure:
            return f"Until {self.event}. Then they are destroyed."
        found = [each for each in parameters() if each.code == self.figure][-1]
        if found.confirmed and found.value is not None:
            return f"{found.words.capitalize()} after {self.event}. Then they are destroyed, with proof."
        return f"No time limit is confirmed yet, so nothing is destroyed. It will count from when {self.event}."


KEEPS: Final[Mapping[str, Keep]] = {
    keep.code: keep
    for keep in (
        Keep("certification file", "the certificate ends", "retention_certification"),
        Keep("identity numbers", "the case is decided", "retention_numbers"),
        Keep("letters sent", "the letter is sent", "retention_correspondence"),
        Keep("until sent", "the letter is sent"),
        Keep("while the account is open", "the account is closed"),
        Keep("staff record", "the employment ends", "retention_staff"),
        Keep("legal hold", "the hold is lifted", "retention_legal_holds"),
    )
}


def _later(day: date, years: int) -> date:
    leap = (day.month, day.day) == (2, 29) and not calendar.isleap(day.year + years)
    return day.replace(year=day.year + years, day=28 if leap else day.day)
