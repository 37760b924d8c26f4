"""Numbers that the law sets, each with its dates, its source, and whether anybody could confirm it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from opensdo.law.entries import Entry, in_force, load

PLACE = re.compile(r"\{(\w+)\}")


class Unconfirmed(RuntimeError):
    """The value is a placeholder: nobody has read the rule. Show it to staff, do not decide by it."""


class Unset(RuntimeError):
    """The rule is known to exist, its value is not: the caller must not go on."""


class Unit(StrEnum):
    BUSINESS_DAYS = "business days"
    CALENDAR_DAYS = "calendar days"
    MONTHS = "months"
    YEARS = "years"
    HOURS = "hours"
    HOURS_PER_QUARTER = "hours per quarter"
    PERCENT = "percent"
    DOLLARS = "dollars"
    PEOPLE = "people"
    YES_NO = "yes or no"


@dataclass(frozen=True)
class Published:
    """What one public page says about the same thing: shown to staff where pages contradict each other."""

    says: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Parameter(Entry):
    """One value in its unit. `value` is None where the rule exists and its value was not found."""

    FILE: ClassVar[str] = "parameters.toml"
    TABLE: ClassVar[str] = "parameter"

    name: str
    value: int | Decimal | bool | None = None
    unit: Unit
    published: tuple[Published, ...] = ()

    @property
    def number(self) -> int:
        """A whole number in `unit`. Raises Unset; TypeError when the value is not a whole number."""
        if isinstance(self._known, bool) or not isinstance(self._known, int):
            raise TypeError(f"{self.code} is no whole number")
        return self._known

    @property
    def share(self) -> Decimal:
        """A percentage, as a Decimal: 51 means 51 percent. Raises Unset; TypeError for another unit."""
        if self.unit is not Unit.PERCENT:
            raise TypeError(f"{self.code} is no percentage")
        return Decimal(self._known)

    @property
    def yes(self) -> bool:
        """Raises Unset; TypeError when the parameter is not a yes or a no."""
        if not isinstance(self._known, bool):
            raise TypeError(f"{self.code} is neither yes nor no")
        return self._known

    @property
    def words(self) -> str:
        """As a page prints it: "90 business days", "$15,000,000", "51 percent", "yes", "not set"."""
        if self.value is None:
            return "not set"
        if isinstance(self.value, bool):
            return "yes" if self.value else "no"
        if self.unit is Unit.DOLLARS:
            return f"${self.value:,}"
        unit = str(self.unit)
        if self.value == 1:
            unit = {"people": "person"}.get(unit, unit.removesuffix("s"))
        return f"{self.value:,} {unit}"

    @property
    def _known(self) -> int | Decimal | bool:
        if self.value is None:
            raise Unset(f"{self.code} has no value: {self.note}")
        return self.value

    def mistake(self) -> str:
        if self.value is None and self.confirmed:
            return "what is confirmed has a value"
        if self.value is not None and (self.unit is Unit.YES_NO) != isinstance(self.value, bool):
            return f"{self.value!r} is not a value in {self.unit}"
        if isinstance(self.value, Decimal) and self.unit is not Unit.PERCENT:
            return f"{self.unit} are counted in whole numbers"
        if self.value is not None and self.value < 0:
            return "no value is below zero"
        return super().mistake()


def parameter(code: str, *, on: date, folder: Path | None = None) -> Parameter:
    """The parameter as it stands on that day: for a case, the day the case began. Raises Unknown."""
    return in_force(Parameter, code, on=on, folder=folder)


def fill_in(text: str, *, on: date, folder: Path | None = None) -> str:
    """Public text with the law's numbers of that day: "{validity}" becomes "3 years". Raises Unknown."""
    return PLACE.sub(lambda place: parameter(place[1], on=on, folder=folder).words, text)


def confirmed_value(code: str, *, on: date, folder: Path | None = None) -> int | Decimal | bool:
    """The value, for a caller that must not assume. Raises Unconfirmed, Unknown."""
    found = parameter(code, on=on, folder=folder)
    if not found.confirmed or found.value is None:
        raise Unconfirmed(f"{code}: {found.note}")
    return found.value


def parameters(*, folder: Path | None = None) -> tuple[Parameter, ...]:
    """All of them, past, present and to come, in the order of the file."""
    return load(Parameter, folder)


def unconfirmed(*, folder: Path | None = None) -> tuple[Parameter, ...]:
    """Those that staff must be told about, wherever their value is used."""
    return tuple(each for each in parameters(folder=folder) if not each.confirmed)
