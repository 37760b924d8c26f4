"""A whole jurisdiction at once: is its folder well made, and what in it is not confirmed?"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from opensdo.law.authorities import Authority
from opensdo.law.calendar import Closure, Observance, calendar
from opensdo.law.categories import Category
from opensdo.law.checklist import Document, Structure
from opensdo.law.criteria import Criterion
from opensdo.law.eligibility import Question
from opensdo.law.entries import Entry, Malformed, default_folder, layers, load
from opensdo.law.office import office
from opensdo.law.parameters import PLACE, Parameter

KINDS: tuple[type[Entry], ...] = (
    Parameter, Authority, Category, Structure, Document, Question, Criterion, Closure, Observance,
)  # fmt: skip
ALSO = {
    ("closures.toml", "region"),
    ("office.toml", "office"),
    ("jurisdiction.toml", "name"),
    ("jurisdiction.toml", "extends"),
}
WHOLE = {"pii.toml"}  # not entries: opensdo.law.pii reads the file as one definition


def mistakes(folder: Path | None = None) -> tuple[str, ...]:
    """Everything that is wrong with a jurisdiction's files, one sentence each; nothing when it can be used."""
    folder = folder or default_folder()
    try:
        for kind in KINDS:
            load(kind, folder)
        calendar(office(folder=folder).zone, folder)
    except Malformed as error:
        return (str(error),)
    return tuple(chain(_strange(folder), _dangling(folder)))


def unconfirmed_entries(folder: Path | None = None) -> tuple[Entry, ...]:
    """Of every kind, in the order of the files."""
    return tuple(entry for kind in KINDS for entry in load(kind, folder) if not entry.confirmed)


def unconfirmed_table(folder: Path | None = None) -> str:
    """Markdown for docs/law.md: what it is, the value in use, what is open."""
    lines = ["| what | in use | what is open |", "| --- | --- | --- |"]
    for entry in unconfirmed_entries(folder):
        said = entry.words if isinstance(entry, Parameter) else ""
        lines.append(f"| {entry.TABLE} `{entry.code}` | {said} | {entry.note} |")
    return "\n".join(lines)


def _strange(folder: Path) -> Iterator[str]:
    known = {(kind.FILE, kind.TABLE) for kind in KINDS} | ALSO
    for file in chain.from_iterable(layer.glob("*.toml") for layer in layers(folder)):
        for name in tomllib.loads(file.read_text()):
            if (file.name, name) not in known and file.name not in WHOLE:
                yield f"{file.parent.name}/{file.name}: nobody reads {name!r}"


def _dangling(folder: Path) -> Iterator[str]:
    codes = {kind: {entry.code for entry in load(kind, folder)} for kind in KINDS}
    for document in load(Document, folder):
        named = [(Structure, code) for code in document.structures] + [(Category, code) for code in document.categories]
        yield from (
            f"document {document.code}: no {kind.TABLE} {code!r}" for kind, code in named if code not in codes[kind]
        )
    for question in load(Question, folder):
        if question.authority not in codes[Authority]:
            yield f"question {question.code}: no authority {question.authority!r}"
        for code in chain.from_iterable(option.opens for option in question.options):
            if code not in codes[Category]:
                yield f"question {question.code}: no category {code!r}"
    for asked in load(Criterion, folder):
        if asked.authority not in codes[Authority]:
            yield f"criterion {asked.code}: no authority {asked.authority!r}"
    filled: tuple[type[Entry], ...] = (Question, Document, Category, Criterion)
    for entry in chain.from_iterable(load(kind, folder) for kind in filled):
        yield from (
            f"{entry.TABLE} {entry.code}: no parameter {place!r}"
            for place in PLACE.findall(repr(entry))
            if place not in codes[Parameter]
        )
    for authority in load(Authority, folder):
        yield from (
            f"authority {authority.code}: no authority {code!r}"
            for code in authority.replaced_by
            if code not in codes[Authority]
        )


if __name__ == "__main__":
    found = mistakes()
    sys.stdout.write("\n".join(found) + "\n" if found else unconfirmed_table() + "\n")
    sys.exit(1 if found else 0)
