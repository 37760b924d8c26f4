"""What is looked for, and what a file that opens in a spreadsheet may hold. No database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

RISKY: Final = ("=", "+", "-", "@", "\t", "\r")
CODE: Final = range(2, 13)  # digits of a code, from its broadest group to the longest scheme


@dataclass(frozen=True)
class Search:
    """What somebody looks for. `on` is the day on which the certificate has to stand."""

    on: date
    today: date
    q: str = ""
    code: str = ""
    town: str = ""
    categories: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    sort: str = "best"
    page: int = 1

    @property
    def narrowed(self) -> bool:
        return bool(self.q or self.code or self.town or self.categories or self.counties or self.kinds)

    def query(self, **changes: Any) -> str:
        """The address of this search with something changed; always from its first page unless a page is named."""
        changed = replace(self, **{"page": 1, **changes})
        said: Mapping[str, Any] = {
            "q": changed.q,
            "code": changed.code,
            "town": changed.town,
            "category": changed.categories,
            "county": changed.counties,
            "kind": changed.kinds,
            "on": changed.on.isoformat() if changed.on != changed.today else "",
            "sort": changed.sort if changed.sort != "best" else "",
            "page": changed.page if changed.page > 1 else "",
        }
        return urlencode({name: value for name, value in said.items() if value}, doseq=True)


def without(chosen: tuple[str, ...], one: str) -> tuple[str, ...]:
    return tuple(each for each in chosen if each != one)


def lexeme(kind: str, value: str) -> str:
    """One exact lexeme of the search index, quoted for a tsquery: 'c.541330', or a bare stem when no kind is given."""
    word = f"{kind}.{value}" if kind else value
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def any_of(kind: str, values: Iterable[str]) -> str:
    return "(" + " | ".join(lexeme(kind, value.lower()) for value in values) + ")"


def word(stem: str) -> str:
    """A typed number may be a word of a name, the beginning of a code, or a ZIP code."""
    if stem.isascii() and stem.isdigit() and len(stem) in CODE:
        return f"({lexeme('', stem)} | {lexeme('c', stem)} | {lexeme('z', stem)})"
    return lexeme("", stem)


def named(stem: str) -> str:
    return lexeme("n", stem)


def sought(search: Search, words: Iterable[str], *, but: str = "") -> str:
    """The whole search as one tsquery; `but` leaves one group of filters out, to count what it would offer."""
    parts = list(words)
    if search.code:
        parts.append(lexeme("c", search.code))
    if search.town:
        parts.append(lexeme("t", search.town.lower()))
    for kind, values in (("k", search.categories), ("y", search.counties), ("s", search.kinds)):
        if values and kind != but:
            parts.append(any_of(kind, values))
    return " & ".join(parts)


def defused(cell: str) -> str:
    """A spreadsheet runs what begins with = + - @; an apostrophe in front makes it text again."""
    return f"'{cell}" if cell.startswith(RISKY) else cell
