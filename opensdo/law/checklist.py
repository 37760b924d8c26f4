"""Which documents a business must send, and why: by its structure and the categories it applies for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from opensdo.law.categories import Category, category
from opensdo.law.entries import Entry, in_force, load
from opensdo.law.parameters import fill_in


class Openness(StrEnum):
    """A hint for the applicant and the records officer, not a decision about a record."""

    PRIVATE = "private"
    RELEASABLE = "releasable"


@dataclass(frozen=True, kw_only=True)
class Structure(Entry):
    """`spoken` fits the sentence "You told us the business is ...": "an LLC"."""

    FILE: ClassVar[str] = "structures.toml"
    TABLE: ClassVar[str] = "structure"

    name: str
    spoken: str
    help: str
    for_profit: bool


@dataclass(frozen=True, kw_only=True)
class Document(Entry):
    """Asked of these structures, or of these categories, or of everybody. `when`: only in that case, in a sentence."""

    FILE: ClassVar[str] = "structures.toml"
    TABLE: ClassVar[str] = "document"

    name: str
    help: str
    openness: Openness
    structures: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    when: str = ""

    def mistake(self) -> str:
        if self.structures and self.categories:
            return "a document follows from the structure or from the category, not from both"
        return super().mistake()


@dataclass(frozen=True)
class Needed:
    """One line of the checklist. Not `required` means: only in the case that the reason names."""

    document: Document
    reason: str
    required: bool


def structures(*, on: date, folder: Path | None = None) -> tuple[Structure, ...]:
    return tuple(each for each in load(Structure, folder) if each.in_force(on))


def structure(code: str, *, on: date, folder: Path | None = None) -> Structure:
    """Raises Unknown."""
    return in_force(Structure, code, on=on, folder=folder)


def documents_for(
    structure_code: str, category_codes: Iterable[str], on: date, folder: Path | None = None
) -> tuple[Needed, ...]:
    """The checklist in the order of the file, each document once. Raises Unknown for a code that is not in force."""
    business = structure(structure_code, on=on, folder=folder)
    asked = [category(code, on=on, folder=folder) for code in dict.fromkeys(category_codes)]
    needed = []
    for document in load(Document, folder):
        if document.in_force(on) and (why := _why(document, business, asked)):
            document = replace(document, help=fill_in(document.help, on=on, folder=folder))
            needed.append(Needed(document, why, required=not document.when))
    return tuple(needed)


def _why(document: Document, business: Structure, asked: list[Category]) -> str:
    if not document.structures and not document.categories:
        return document.when or "We ask every business for this one."
    told = ""
    if business.code in document.structures:
        told = f"You told us the business is {business.spoken}"
    elif proves := [f"“{each.plain}”" for each in asked if each.code in document.categories]:
        told = f"You chose {' and '.join(proves)}"
    if told and document.when:
        return f"{told}. {document.when}"
    return told and f"{told}, so we need this one."
