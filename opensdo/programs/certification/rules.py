"""What must be true before an application can be sent. Pure: plain values in, sentences out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

WHOLE = Decimal(100)
COUNTING = frozenset({"citizen", "resident"})


@dataclass(frozen=True)
class OwnerFacts:
    """`missing` is the code of the first page of this owner that still lacks an answer."""

    key: str
    name: str
    share: Decimal | None
    since: date | None
    is_adult: bool | None
    citizenship: str
    qualifies_for: tuple[str, ...]
    missing: str = ""


@dataclass(frozen=True)
class Wanted:
    """A category that is applied for, or a document that is needed."""

    code: str
    name: str
    for_profit: bool = True


@dataclass(frozen=True)
class Facts:
    """An application as the rules see it. `open_pages`: pages that still lack an answer, by their code."""

    categories: tuple[Wanted, ...]
    works_for_profit: bool | None
    founded_on: date | None
    owners: tuple[OwnerFacts, ...]
    open_pages: Mapping[str, str]
    papers_missing: tuple[Wanted, ...]
    least: Decimal


@dataclass(frozen=True)
class Problem:
    """What is wrong, and the page that mends it: the code of a page, "owners", "owner:KEY:PAGE" or "paper:CODE"."""

    where: str
    words: str


def problems(facts: Facts, today: date) -> list[Problem]:
    """Everything that keeps it from being sent, in the order of the list of tasks."""
    found = [Problem(code, f"{task}: an answer is missing") for code, task in facts.open_pages.items()]
    found += _kinds(facts)
    if facts.founded_on and facts.founded_on > today:
        found.append(Problem("form", "The day the business started cannot be in the future"))
    if facts.works_for_profit is not False:
        found += _owners(facts, today)
    found += [Problem(f"paper:{each.code}", f"{each.name}: we need this paper") for each in facts.papers_missing]
    return found


def _kinds(facts: Facts) -> Iterator[Problem]:
    """425 CMR 2.02: a non-profit has categories of its own."""
    if facts.works_for_profit is None:
        return
    for each in facts.categories:
        if each.for_profit != facts.works_for_profit:
            kind = "a business that works for profit" if each.for_profit else "a non-profit"
            yield Problem("categories", f"{each.name} is only for {kind}. Take it out, or change the legal form")


def _owners(facts: Facts, today: date) -> Iterator[Problem]:
    if not facts.owners:
        yield Problem("owners", "Add each owner and the share each one holds")
        return
    for owner in facts.owners:
        yield from _owner(owner, facts, today)
    total = sum((owner.share or Decimal(0) for owner in facts.owners), Decimal(0))
    if total > WHOLE:
        yield Problem("owners", f"The shares add up to {in_percent(total)}. They can be 100 percent at most")
    if any(owner.missing for owner in facts.owners):
        return
    for each in facts.categories:
        held = sum((owner.share or Decimal(0) for owner in facts.owners if counts(owner, each.code)), Decimal(0))
        if each.for_profit and held < facts.least:
            yield Problem(
                "owners",
                f"{each.name}: owners who count must hold at least {in_percent(facts.least)}."
                f" Your answers make it {in_percent(held)}",
            )


def _owner(owner: OwnerFacts, facts: Facts, today: date) -> Iterator[Problem]:
    name = owner.name or "One owner"
    if owner.missing:
        yield Problem(f"owner:{owner.key}:{owner.missing}", f"{name}: an answer is missing")
    if owner.is_adult is False and owner.qualifies_for:
        yield Problem(f"owner:{owner.key}:person", f"{name} is under 18 and cannot count toward a certificate yet")
    if owner.since and owner.since > today:
        yield Problem(f"owner:{owner.key}:share", f"{name}: the day of the share cannot be in the future")
    elif owner.since and facts.founded_on and owner.since < facts.founded_on:
        yield Problem(f"owner:{owner.key}:share", f"{name}: the share began before the business did. Check both days")


def counts(owner: OwnerFacts, category: str) -> bool:
    """425 CMR 2.02: adults of the category who are citizens or lawful permanent residents."""
    return owner.is_adult is True and owner.citizenship in COUNTING and category in owner.qualifies_for


def in_percent(share: Decimal) -> str:
    return f"{share.normalize():f} percent"
