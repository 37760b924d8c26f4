"""Answers read back: a line for each question, with the mark of what would happen if someone asked for the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from opensdo.papers.questions.bindings import Records, answer, audience
from opensdo.papers.questions.shape import Kind, Page, Question
from opensdo.privacy.data.declare import Audience

NOT_GIVEN = "Not provided"
MARKS = {"yes": "Could become public", "no": "Stays private", "seal": "Sealed"}


@dataclass(frozen=True)
class Line:
    """`mark` is the class of the look: yes (could become public), no (stays private), seal."""

    label: str
    value: str
    audience: Audience
    page: str = ""
    change: str = ""

    @property
    def mark(self) -> str:
        return {Audience.PRIVATE: "no", Audience.SEALED: "seal"}.get(self.audience, "yes")

    @property
    def mark_words(self) -> str:
        return MARKS[self.mark]


def lines(page: Page, records: Records) -> list[Line]:
    return [
        Line(each.short, in_words(each, answer(each, records)), audience(each), page.code) for each in page.questions
    ]


def in_words(question: Question, value: Any) -> str:
    if value in ("", None, []):
        return NOT_GIVEN
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if question.kind is Kind.SHARE:
        return f"{value.normalize():f} percent"
    if question.kind is Kind.SOME:
        return ", ".join(question.says(code) for code in value)
    return question.says(value) if question.options else str(value)


def tally(listed: Iterable[Line]) -> dict[str, int]:
    """How many could become public, stay private, are sealed."""
    counted = Counter(line.mark for line in listed)
    return {mark: counted[mark] for mark in MARKS}
