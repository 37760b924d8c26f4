"""Read a list of firms from a CSV file: what was understood, and for every row that was not, where and why."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeVar

from opensdo.parties.businesses import rules
from opensdo.parties.businesses.mapping import FIELDS, Mapping
from opensdo.parties.businesses.rules import Firm, Held, Unreadable

T = TypeVar("T")
LENGTHS: Final = {"state": 2, "zip_code": 10, "email": 254, "website": 200}
LONGEST: Final = 5000
TIDY: Final[dict[str, Callable[[str], str]]] = {
    "title": rules.titled,
    "zip": rules.zip_code,
    "web": rules.web_address,
}
DELIMITERS: Final = {";": "a semicolon", "\t": "a tab", "|": "a bar", ",": "a comma"}


class Unusable(ValueError):
    """The whole file cannot be read. The text says where and what to do."""


@dataclass(frozen=True)
class Reject:
    line: int
    column: str
    problem: str
    cells: list[str]

    def __str__(self) -> str:
        return f"line {self.line}, {self.column}: {self.problem}"


@dataclass
class Reading:
    header: list[str] = field(default_factory=list)
    firms: list[Firm] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    rejected_keys: set[str] = field(default_factory=set)
    unknown_codes: Counter[str] = field(default_factory=Counter)


def decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Unusable(
            f"Line {line} is not {encoding.removesuffix('-sig')}: byte 0x{content[error.start]:02x}. Save the file as"
            ' UTF-8, or name its encoding in the mapping, such as encoding = "cp1252".'
        ) from error
    except LookupError as error:
        raise Unusable(f"There is no encoding {encoding!r}. Write for example utf-8 or cp1252.") from error


def rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line that it begins on; a cell may hold line breaks."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            if cells:
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise Unusable(
            f"The row that begins on line {begins} cannot be read: {error}. Look for a stray quote."
        ) from error


def header_of(first: list[str], needs: Collection[str], delimiter: str) -> list[str]:
    """The names of the columns. Raises Unusable when one is missing or stands there twice."""
    header = [name.strip() for name in first]
    missing = sorted(set(needs) - set(header))
    if missing and len(header) == 1:
        other = max(DELIMITERS, key=header[0].count)
        if header[0].count(other):
            raise Unusable(
                f"The header is one column. It looks as if {DELIMITERS[other]} stands between the cells: write"
                f" delimiter = {other!r} in the mapping."
            )
    if missing:
        raise Unusable(f"The file has no column {', '.join(missing)}. Its columns are: {', '.join(header)}.")
    twice = [name for name, count in Counter(header).items() if count > 1 and name in needs]
    if twice:
        raise Unusable(f"The column {twice[0]} is there twice. Take one away.")
    return header


def read(content: bytes, mapping: Mapping, known_codes: Collection[str]) -> Reading:
    """Raises Unusable. Two rows with one key: the second is refused."""
    found = Reading()
    lines = rows(decoded(content, mapping.encoding), mapping.delimiter)
    _, first = next(lines, (0, []))
    if not first:
        raise Unusable("The file is empty.")
    found.header = header_of(first, mapping.needs(), mapping.delimiter)
    seen: dict[str, int] = {}
    numbers: dict[str, int] = {}
    for line, cells in lines:
        _row(found, mapping, known_codes, seen, numbers, line, cells)
    return found


def _row(
    found: Reading,
    mapping: Mapping,
    known_codes: Collection[str],
    seen: dict[str, int],
    numbers: dict[str, int],
    line: int,
    cells: list[str],
) -> None:
    if len(cells) != len(found.header):
        problem = f"has {len(cells)} cells, the header has {len(found.header)}. Look for a missing quote or delimiter"
        found.rejects.append(Reject(line, "the whole row", problem, cells))
        return
    row = _Row(dict(zip(found.header, cells, strict=True)), mapping)
    try:
        firm = row.firm(known_codes, found.unknown_codes)
        if firm.key in seen:
            row.column = mapping.key
            raise Unreadable(f"{firm.key!r} was on line {seen[firm.key]} already. A key names one firm")
        for held in firm.held:
            if held.number in numbers:
                raise Unreadable(f"the number {held.number!r} was on line {numbers[held.number]} already")
    except Unreadable as problem:
        found.rejects.append(Reject(line, row.column, str(problem), cells))
        found.rejected_keys.add(row.cells[mapping.key].strip())
        return
    seen[firm.key] = line
    numbers |= {held.number: line for held in firm.held}
    found.firms.append(firm)


class _Row:
    """One row on its way to a firm; `column` is the one being read, for the message."""

    def __init__(self, cells: dict[str, str], mapping: Mapping) -> None:
        self.cells = cells
        self.mapping = mapping
        self.column = mapping.key

    def cell(self, column: str) -> str:
        self.column = column
        text = rules.plain(self.cells[column])
        return "" if text in self.mapping.empty else text

    def firm(self, known_codes: Collection[str], unknown: Counter[str]) -> Firm:
        key = self.cell(self.mapping.key)
        if not key:
            raise Unreadable("is empty. Every firm needs a key that stays the same from list to list")
        fields = tuple((name, self._field(name)) for name in FIELDS)
        if not dict(fields)["legal_name"]:
            raise Unreadable("is empty. A firm needs a name")
        codes, categories = self._codes(known_codes, unknown)
        held = self._held(key, [*categories, *self._categories()])
        return Firm(key, fields, self.mapping.lists, codes, held)

    def _field(self, name: str) -> str:
        if name not in self.mapping.columns:
            return self.mapping.constants.get(name, "")
        text = self.cell(self.mapping.columns[name])
        if text and name in self.mapping.tidy:
            text = _shown(text, TIDY[self.mapping.tidy[name]])
        if text and name == "email":
            text = _shown(text, rules.email_address)
        if len(text) > LENGTHS.get(name, LONGEST):
            raise Unreadable(f"is {len(text)} characters long; {LENGTHS.get(name, LONGEST)} is the most")
        return text

    def _codes(self, known: Collection[str], unknown: Counter[str]) -> tuple[tuple[tuple[str, str], ...], list[str]]:
        said = self.mapping.codes
        if not said:
            return (), []
        codes: dict[tuple[str, str], None] = {}
        categories: list[str] = []
        for part in filter(None, map(str.strip, self.cell(said.column).split(said.separator))):
            found = said.pattern.fullmatch(part)
            if not found:
                raise Unreadable(f"{part!r} is not written like a code of this list. Correct it, or the pattern")
            if found["code"] in known:
                codes[said.scheme, found["code"]] = None
            elif said.unknown == "refuse":
                raise Unreadable(f"the code {found['code']} is not in {said.scheme}")
            else:
                unknown[found["code"]] += 1
            if "categories" in found.groupdict() and found["categories"]:
                categories += found["categories"].split(said.split_categories)
        return tuple(codes), categories

    def _categories(self) -> list[str]:
        column = self.mapping.category_column
        return self.cell(column).split(self.mapping.category_separator) if column else []

    def _held(self, key: str, said: list[str]) -> tuple[Held, ...]:
        term, words = self.mapping.certificate, self.mapping.category_words
        wanted: dict[str, None] = {}
        for word in filter(None, map(str.strip, said)):
            if words and word not in words:
                raise Unreadable(
                    f'the category {word!r} is not in [categories.words]. Add it; write "" to leave it out'
                )
            wanted[words.get(word, word)] = None
        wanted.pop("", None)
        if not wanted:
            raise Unreadable("no category is left, so there is nothing to certify")
        since = _shown(self.cell(term.since), lambda text: rules.day(text, term.formats))
        through = self._through(since)
        if through < since:
            raise Unreadable(f"the certificate would end on {through}, before it begins on {since}")
        return tuple(
            Held(category, term.number.format(category=category, key=key), since, through) for category in wanted
        )

    def _through(self, since: date) -> date:
        term = self.mapping.certificate
        if term.through_column:
            return _shown(self.cell(term.through_column), lambda text: rules.day(text, term.formats))
        return term.through or rules.years_later(since, term.years)


def _shown(text: str, understand: Callable[[str], T]) -> T:
    """The message about a cell begins with what stands in it."""
    try:
        return understand(text)
    except Unreadable as problem:
        raise Unreadable(f"{text[:60]!r} {problem}") from problem


def read_codes(content: bytes, *, columns: tuple[str, str], delimiter: str, encoding: str) -> dict[str, str]:
    """Titles by code. Codes are text: what a zero in front says is kept. Raises Unusable at the first bad row."""
    lines = rows(decoded(content, encoding), delimiter)
    _, first = next(lines, (0, []))
    header = header_of(first or [""], columns, delimiter)
    at, titles_at = (header.index(column) for column in columns)
    titles: dict[str, str] = {}
    for line, cells in lines:
        code, title = (cells[n].strip() if n < len(cells) else "" for n in (at, titles_at))
        if not code and not title:
            continue
        if not re.fullmatch(r"[0-9A-Za-z.-]{1,12}", code):
            raise Unusable(f"Line {line}, {columns[0]}: {code[:40]!r} is no code. Nothing was changed.")
        if not title:
            raise Unusable(f"Line {line}, {columns[1]}: the code {code} has no title. Nothing was changed.")
        if titles.setdefault(code, title) != title:
            raise Unusable(f"Line {line}: the code {code} was there before with another title. Nothing was changed.")
    if not titles:
        raise Unusable("The file has no codes.")
    return titles
