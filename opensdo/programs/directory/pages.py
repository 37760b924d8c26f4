"""What the two pages say: words for categories, filters in use, and how a firm stands on a day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

from opensdo.law.categories import categories
from opensdo.programs.directory.models import Certificate, Entry
from opensdo.programs.directory.queries import Found
from opensdo.programs.directory.rules import Search, without

FEW: Final = 8


def label(category: str, on: date) -> str:
    """In the public's words; a category that our law does not know keeps its code."""
    return next((each.plain for each in categories(on=on) if each.code.lower() == category.lower()), category)


@dataclass(frozen=True)
class Choice:
    value: str
    words: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Chip:
    words: str
    query: str


@dataclass(frozen=True)
class Row:
    slug: str
    name: str
    trade_name: str
    says: str
    place: str
    certificates: str
    through: date


@dataclass(frozen=True)
class Listing:
    """One page of results."""

    search: Search
    found: Found
    sectors: dict[str, str]

    @cached_property
    def rows(self) -> list[Row]:
        return [self._row(row) for row in self.found.rows]

    def _row(self, row: dict[str, Any]) -> Row:
        held = row["held"]
        sold = "; ".join(title for _, _, title in row["codes"][:3])
        return Row(
            slug=row["slug"],
            name=row["name"],
            trade_name=row["trade_name"],
            says=row["description"] or sold,
            place=", ".join(filter(None, (row["city"], row["state"]))),
            certificates=", ".join(dict.fromkeys(self._category(category) for category, _ in held)),
            through=min(date.fromisoformat(through) for _, through in held),
        )

    def _choices(self, facet: str, chosen: tuple[str, ...], words: Callable[[str], str]) -> list[Choice]:
        """What the group offers, and what is chosen in it although nobody has it."""
        counts = dict.fromkeys(chosen, 0) | self.found.facets[facet]
        found = [Choice(value, words(value), count, value in chosen) for value, count in counts.items()]
        return sorted(found, key=lambda choice: (not choice.chosen, -choice.count, choice.words))

    def _sector(self, kind: str) -> str:
        return self.sectors.get(kind, kind)

    def _category(self, category: str) -> str:
        return label(category, self.search.on)

    def groups(self) -> Iterator[tuple[str, str, list[Choice], list[Choice]]]:
        """Name of the field, words, the first few choices, and the rest behind a fold."""
        for name, words, choices in (
            ("category", "Certificate", self._choices("k", self.search.categories, self._category)),
            ("county", "County", self._choices("y", self.search.counties, str)),
            ("kind", "Kind of work", self._choices("s", self.search.kinds, self._sector)),
        ):
            if choices:
                yield name, words, choices[:FEW], choices[FEW:]

    @cached_property
    def chips(self) -> list[Chip]:
        search = self.search
        found = []
        if search.q:
            found.append(Chip(f"“{search.q}”", search.query(q="")))
        if search.code:
            found.append(Chip(f"Code {search.code}", search.query(code="")))
        if search.town:
            found.append(Chip(search.town, search.query(town="")))
        for each in search.categories:
            found.append(Chip(label(each, search.on), search.query(categories=without(search.categories, each))))
        for each in search.counties:
            found.append(Chip(each, search.query(counties=without(search.counties, each))))
        for each in search.kinds:
            found.append(Chip(self._sector(each), search.query(kinds=without(search.kinds, each))))
        if search.on != search.today:
            found.append(Chip(f"On {search.on:%-d %B %Y}", search.query(on=search.today)))
        return found

    @property
    def last(self) -> int:
        return self.found.pages

    def pages(self) -> list[tuple[int, str]]:
        """The pages near this one, each with its address."""
        near = range(max(1, self.search.page - 2), min(self.last, self.search.page + 2) + 1)
        shown = sorted({1, *near, self.last})
        return [(page, self.search.query(page=page)) for page in shown]

    def next(self) -> str:
        return self.search.query(page=self.search.page + 1) if self.search.page < self.last else ""

    def sorts(self) -> list[tuple[str, str, bool]]:
        words = {"best": "best match", "name": "name", "newest": "newest certificate"}
        return [(said, self.search.query(sort=sort), sort == self.search.sort) for sort, said in words.items()]


@dataclass(frozen=True)
class Line:
    """A certificate as it stands on a day: `state` is the class of its mark, `words` say the same."""

    certificate: Certificate
    words: str
    state: str
    standing: str


@dataclass(frozen=True)
class Standing:
    on: date
    today: date
    lines: list[Line]

    @classmethod
    def of(cls, entry: Entry, on: date, today: date) -> Standing:
        held = sorted(entry.certificates.all(), key=lambda each: (each.since, each.number), reverse=True)
        return cls(on, today, sorted((_line(each, on) for each in held), key=lambda line: line.state != "kept"))

    @property
    def good(self) -> list[Line]:
        return [line for line in self.lines if line.certificate.stands(self.on)]

    @property
    def is_today(self) -> bool:
        return self.on == self.today


def _line(certificate: Certificate, on: date) -> Line:
    words = label(certificate.category, max(certificate.since, date.min))
    if certificate.stands(on):
        return Line(certificate, words, "kept", "Good")
    if on < certificate.since:
        return Line(certificate, words, "wait", "Not yet begun")
    if certificate.ended_on and certificate.ended_on <= certificate.through:
        return Line(certificate, words, "bad", f"Ended early, on {certificate.ended_on:%-d %b %Y}")
    return Line(certificate, words, "plan", "Ran out")
