"""How somebody else's list becomes ours: a TOML file that names columns, dates, codes and categories."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

FIELDS: Final = (
    "legal_name", "trade_name", "structure", "description", "street", "city", "county", "state", "zip_code",
    "contact_name", "phone", "email", "website",
)  # fmt: skip
LISTABLE: Final = ("street", "phone", "email", "contact_name")
TIDY: Final = ("title", "zip", "web")
KEYS: Final = {
    "": ("source", "key", "encoding", "delimiter", "empty", "lists", "columns", "constants", "tidy", "codes",
         "certificate", "categories"),
    "codes": ("column", "scheme", "separator", "pattern", "split_categories", "unknown"),
    "certificate": ("number", "since", "formats", "years", "through", "through_column"),
    "categories": ("column", "separator", "words"),
}  # fmt: skip


class Unclear(ValueError):
    """The mapping cannot be used. The text names the place and what to write there."""


@dataclass(frozen=True, kw_only=True)
class Codes:
    """`pattern` finds `code`, and `categories` where the list writes them behind the code: 541330-MBE/DBE."""

    column: str
    scheme: str
    separator: str = ","
    pattern: re.Pattern[str] = re.compile(r"(?P<code>[0-9A-Za-z.-]+)")
    split_categories: str = "/"
    unknown: str = "leave out"


@dataclass(frozen=True, kw_only=True)
class Term:
    """From when to when a certificate stands: a column, a number of years, or one day for all of them."""

    since: str
    number: str = "{category}-{key}"
    formats: tuple[str, ...] = ("%Y-%m-%d",)
    years: int = 0
    through: date | None = None
    through_column: str = ""


@dataclass(frozen=True, kw_only=True)
class Mapping:
    source: str
    key: str
    columns: Table[str, str]
    certificate: Term
    encoding: str = "utf-8-sig"
    delimiter: str = ","
    empty: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    constants: Table[str, str] = field(default_factory=dict)
    tidy: Table[str, str] = field(default_factory=dict)
    codes: Codes | None = None
    category_column: str = ""
    category_separator: str = "/"
    category_words: Table[str, str] = field(default_factory=dict)

    def needs(self) -> set[str]:
        """Every column that the file must have."""
        named = {self.key, *self.columns.values(), self.certificate.since}
        named |= {self.certificate.through_column, self.category_column, self.codes.column if self.codes else ""}
        return named - {""}


def read(path: Path) -> Mapping:
    """Raises Unclear."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise Unclear(f"There is no mapping file {path}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unclear(f"{path.name} is not TOML: {error}.") from error
    return understand(said)


def understand(said: Table[str, Any]) -> Mapping:
    for place, known in KEYS.items():
        _refuse_strange(place, said.get(place, {}) if place else said, known)
    for name in ("source", "key", "columns", "certificate"):
        if not said.get(name):
            raise Unclear(f"The mapping does not say {name}.")
    columns, tidy, lists = said["columns"], said.get("tidy", {}), tuple(said.get("lists", ()))
    constants = said.get("constants", {})
    _refuse_strange("columns", columns, FIELDS)
    _refuse_strange("constants", constants, FIELDS)
    _refuse_strange("lists", dict.fromkeys(lists), LISTABLE)
    _refuse_strange("tidy", dict.fromkeys(tidy.values()), TIDY)
    if "legal_name" not in columns:
        raise Unclear('[columns] does not say which column is the name: legal_name = "…"')
    categories = said.get("categories", {})
    try:
        return Mapping(
            source=said["source"],
            key=said["key"],
            columns=columns,
            certificate=_term(said["certificate"]),
            encoding=_encoding(said.get("encoding", "utf-8")),
            delimiter=said.get("delimiter", ","),
            empty=tuple(said.get("empty", ())),
            lists=lists,
            constants=constants,
            tidy=tidy,
            codes=_codes(said["codes"]) if said.get("codes") else None,
            category_column=categories.get("column", ""),
            category_separator=categories.get("separator", "/"),
            category_words=categories.get("words", {}),
        )
    except TypeError as error:
        raise Unclear(f"The mapping is not complete: {error}.") from error


def _refuse_strange(place: str, said: Table[str, Any], known: tuple[str, ...]) -> None:
    for name in said:
        if name not in known:
            where = f"[{place}]" if place else "The mapping"
            raise Unclear(f"{where} has no {name!r}. Choose from: {', '.join(known)}.")


def _encoding(said: str) -> str:
    """UTF-8 with or without the mark that some programs put in front."""
    return "utf-8-sig" if said.lower() in ("utf-8", "utf8") else said


def _codes(said: Table[str, Any]) -> Codes:
    try:
        pattern = re.compile(said["pattern"]) if "pattern" in said else Codes.pattern
    except re.error as error:
        raise Unclear(f"[codes] pattern is not a regular expression: {error}.") from error
    if "code" not in pattern.groupindex:
        raise Unclear("[codes] pattern needs a group named code: (?P<code>…)")
    return Codes(**{**said, "pattern": pattern})


def _term(said: Table[str, Any]) -> Term:
    ways = [name for name in ("years", "through", "through_column") if said.get(name)]
    if len(ways) != 1:
        raise Unclear("[certificate] says when it ends in one way: years = 3, through = 2029-06-30 or through_column.")
    return Term(**{**said, "formats": tuple(said.get("formats", Term.formats))})
