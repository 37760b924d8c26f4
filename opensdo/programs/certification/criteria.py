"""What the findings of a case lead to, category by category. Pure: plain values in, sentences out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from opensdo.law.criteria import Asked

LEAST_REASON = 10
WORD = re.compile(r"[^\W\d_]{2,}")


class Found(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    NOT_SURE = "not_sure"

    @property
    def words(self) -> str:
        return {Found.MET: "Met", Found.NOT_MET: "Not met", Found.NOT_SURE: "Not sure yet"}[self]


class Leads(StrEnum):
    """What a category comes to."""

    CERTIFY = "certify"
    DENY = "deny"


@dataclass(frozen=True)
class Share:
    """An owner as the ownership test sees her."""

    percent: Decimal
    qualifies_for: tuple[str, ...]
    counts: bool


def open_criteria(asked: Iterable[Asked], found: Mapping[str, str]) -> list[Asked]:
    """Not read yet, or not sure: while there is one, nothing can be recommended."""
    return [each for each in asked if found.get(each.code) not in (Found.MET, Found.NOT_MET)]


def outcome(asked: Sequence[Asked], found: Mapping[str, str], category: str) -> Leads:
    """425 CMR 2.02: every criterion that speaks for the category is met, or the category is denied."""
    speaks = [each for each in asked if each.speaks_for(category)]
    met = bool(speaks) and all(found.get(each.code) == Found.MET for each in speaks)
    return Leads.CERTIFY if met else Leads.DENY


def outcomes(asked: Sequence[Asked], found: Mapping[str, str], categories: Iterable[str]) -> dict[str, str]:
    return {code: outcome(asked, found, code).value for code in categories}


def reasons_against(asked: Iterable[Asked], found: Mapping[str, str], category: str) -> list[Asked]:
    """The criteria that a denial rests on."""
    return [each for each in asked if each.speaks_for(category) and found.get(each.code) == Found.NOT_MET]


def held_by(owners: Iterable[Share], category: str) -> Decimal:
    """What adults of the category hold, who are citizens or permanent residents, by their own answers."""
    return sum((each.percent for each in owners if each.counts and category in each.qualifies_for), Decimal(0))


def no_reason(text: str) -> str:
    """What is wrong with a reason, in words; empty when it is a sentence that tells somebody something."""
    words = WORD.findall(text)
    if len(text.strip()) < LEAST_REASON or len(words) < 3:
        return "Write a full sentence: what you need it for, in at least three words"
    if len({word.lower() for word in words}) < 3:
        return "Write a sentence that says what you need it for"
    return ""
