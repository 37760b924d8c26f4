"""What a business can be certified as."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import ClassVar

from opensdo.law.entries import Entry, in_force, load
from opensdo.law.parameters import fill_in


@dataclass(frozen=True, kw_only=True)
class Category(Entry):
    """`name` is the law's ("Women Business Enterprise"), `plain` the public's ("Woman-owned")."""

    FILE: ClassVar[str] = "categories.toml"
    TABLE: ClassVar[str] = "category"

    name: str
    plain: str
    who: str
    for_profit: bool


def categories(*, on: date, folder: Path | None = None) -> tuple[Category, ...]:
    """Those that exist on that day, in the order in which pages list them."""
    return tuple(_filled(each, on, folder) for each in load(Category, folder) if each.in_force(on))


def category(code: str, *, on: date, folder: Path | None = None) -> Category:
    """Raises Unknown."""
    return _filled(in_force(Category, code, on=on, folder=folder), on, folder)


def _filled(found: Category, on: date, folder: Path | None) -> Category:
    return replace(found, who=fill_in(found.who, on=on, folder=folder))
