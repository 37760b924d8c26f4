"""What must be found before a business is certified, criterion by criterion, each with its rule and its source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import ClassVar

from opensdo.law.authorities import authority
from opensdo.law.categories import Category, category
from opensdo.law.entries import Entry, load
from opensdo.law.parameters import fill_in


@dataclass(frozen=True, kw_only=True)
class Criterion(Entry):
    """`each`: asked once for each category, about the people of that category; else once about the business."""

    FILE: ClassVar[str] = "criteria.toml"
    TABLE: ClassVar[str] = "criterion"

    name: str
    rule: str
    authority: str
    section: str = ""
    each: bool
    for_profit: bool = True
    nonprofit: bool = True

    def mistake(self) -> str:
        if not self.for_profit and not self.nonprofit:
            return "a criterion is asked of somebody"
        return super().mistake()


@dataclass(frozen=True)
class Asked:
    """A criterion as it stands in one case. `category` is None where it speaks about the business as a whole."""

    code: str
    name: str
    rule: str
    cites: str
    source: str
    confirmed: bool
    note: str
    category: Category | None = None

    def speaks_for(self, code: str) -> bool:
        return self.category is None or self.category.code == code


def criteria_for(codes: Iterable[str], *, on: date, folder: Path | None = None) -> tuple[Asked, ...]:
    """Those of a case, in the order of reading, with the law's numbers of that day filled in. Raises Unknown."""
    chosen = [category(code, on=on, folder=folder) for code in dict.fromkeys(codes)]
    asked = []
    for each in load(Criterion, folder):
        bound = [one for one in chosen if (each.for_profit if one.for_profit else each.nonprofit)]
        if each.in_force(on) and bound:
            asked += [_asked(each, one, on, folder) for one in bound] if each.each else [_asked(each, None, on, folder)]
    return tuple(asked)


def _asked(found: Criterion, about: Category | None, on: date, folder: Path | None) -> Asked:
    return Asked(
        code=f"{found.code}.{about.code}" if about else found.code,
        name=f"{found.name}: {about.plain}" if about else found.name,
        rule=fill_in(found.rule, on=on, folder=folder),
        cites=found.section or authority(found.authority, folder=folder).short,
        source=found.source,
        confirmed=found.confirmed,
        note=found.note,
        category=about,
    )
