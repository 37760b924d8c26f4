"""The anonymous check: answers in, and for each category likely, not likely or let us talk, with the rule for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from opensdo.law.categories import Category, categories
from opensdo.law.entries import Entry, Unknown, load
from opensdo.law.parameters import fill_in


class Verdict(StrEnum):
    LIKELY = "likely"
    TALK = "we need to talk"
    NOT_LIKELY = "not likely"


WORST = (Verdict.NOT_LIKELY, Verdict.TALK, Verdict.LIKELY)


@dataclass(frozen=True, kw_only=True)
class Option:
    """One answer. It speaks for the categories in `opens`, for all when empty. `says` is its effect in plain words."""

    code: str
    label: str
    verdict: Verdict
    says: str
    opens: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Question(Entry):
    """`otherwise` is told for a category that no chosen option speaks for. `section` is within the authority."""

    FILE: ClassVar[str] = "eligibility.toml"
    TABLE: ClassVar[str] = "question"

    text: str
    help: str
    many: bool
    authority: str
    section: str
    options: tuple[Option, ...]
    otherwise: str = ""

    def mistake(self) -> str:
        if len({option.code for option in self.options}) != len(self.options):
            return "two options have the same code"
        if any(option.opens for option in self.options) and not self.otherwise:
            return "options that speak for some categories need an otherwise"
        return super().mistake()


@dataclass(frozen=True)
class Reason:
    """Why, and the rule: an authority of authorities.toml, its section, where it was read, whether it was confirmed."""

    question: str
    verdict: Verdict
    says: str
    authority: str
    section: str
    source: str
    confirmed: bool


@dataclass(frozen=True)
class Outcome:
    category: Category
    verdict: Verdict
    reasons: tuple[Reason, ...]

    @property
    def deciding(self) -> tuple[Reason, ...]:
        """Those that made it what it is."""
        return tuple(reason for reason in self.reasons if reason.verdict is self.verdict)


def questions(*, on: date, folder: Path | None = None) -> tuple[Question, ...]:
    """In the order of asking, with the law's numbers of that day filled in."""

    def filled(text: str) -> str:
        return fill_in(text, on=on, folder=folder)

    return tuple(
        replace(
            each,
            text=filled(each.text),
            help=filled(each.help),
            options=tuple(replace(o, label=filled(o.label), says=filled(o.says)) for o in each.options),
        )
        for each in load(Question, folder)
        if each.in_force(on)
    )


def check(answers: Mapping[str, Sequence[str]], *, on: date, folder: Path | None = None) -> tuple[Outcome, ...]:
    """One outcome per category, in their order. `answers`: question code to the codes of the chosen options.

    A question without an answer means that we need to talk. Raises Unknown for a code that was never offered.
    """
    asked = questions(on=on, folder=folder)
    offered = {question.code: {option.code for option in question.options} for question in asked}
    for code, chosen in answers.items():
        if strange := set(chosen) - offered.get(code, set()):
            raise Unknown(f"question {code!r} does not offer {', '.join(sorted(strange))}")
    outcomes = []
    for each in categories(on=on, folder=folder):
        reasons = tuple(_reason(question, answers.get(question.code, ()), each.code) for question in asked)
        verdict = min((reason.verdict for reason in reasons), key=WORST.index, default=Verdict.TALK)
        outcomes.append(Outcome(each, verdict, reasons))
    return tuple(outcomes)


def _reason(question: Question, chosen: Sequence[str], category: str) -> Reason:
    speaking = [
        option
        for option in question.options
        if option.code in chosen and (not option.opens or category in option.opens)
    ]
    if not chosen:
        verdict, says = Verdict.TALK, "You left this question open."
    elif not speaking:
        verdict, says = Verdict.NOT_LIKELY, question.otherwise
    else:
        worst = min(speaking, key=lambda option: WORST.index(option.verdict))
        verdict, says = worst.verdict, worst.says
    return Reason(
        question.code, verdict, says, question.authority, question.section, question.source, question.confirmed
    )
