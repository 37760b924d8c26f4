"""What is told of one case of the past."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum

OPENED = "tax-returns"  # the paper that Rosa looks at


class Stage(IntEnum):
    """How far the office has come with it."""

    SENT = 0
    HANDED_OUT = 1
    ASKED = 2
    RECOMMENDED = 3
    DECIDED = 4


@dataclass(frozen=True)
class Holder:
    name: str
    share: str
    counts_for: tuple[str, ...]
    address: str
    citizenship: str = "citizen"


@dataclass(frozen=True)
class Asked:
    """What Rosa asked for, so many working days ago."""

    requirement: str
    what: str
    why: str
    ago: int


@dataclass(frozen=True, kw_only=True)
class Case:
    """`due_in`: working days from today to the due date, below zero when it is over. `found`: how many criteria are
    read, or all. `against`: criteria that are not met, each with the finding."""

    email: str
    firm: str
    structure: str
    founded_on: date
    street: str
    city: str
    zip_code: str
    sells: str
    codes: tuple[str, ...]
    categories: tuple[str, ...]
    contact: str
    holders: tuple[Holder, ...] = ()
    stage: Stage = Stage.HANDED_OUT
    due_in: int
    found: int = 0
    against: Mapping[str, str] = field(default_factory=dict)
    asked: Asked | None = None
    opened_because: str = ""
