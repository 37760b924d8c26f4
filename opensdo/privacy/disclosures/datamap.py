"""The map of personal data, read from the declarations, and what the live database says differently."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from textwrap import fill

from django.db import models
from django.db.backends.utils import CursorWrapper

from opensdo.privacy.data.declare import Access, Personal, access_of, columns, declared, our_models
from opensdo.privacy.data.models import Collected, sees
from opensdo.privacy.data.purposes import PURPOSES
from opensdo.privacy.data.retention import KEEPS
from opensdo.privacy.data.sealed import sealed_in

SAID = """
    SELECT relname::text, attname::text, coalesce(col_description(c.oid, attnum), '')
    FROM pg_class c JOIN pg_attribute ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')
"""
READS = """
    SELECT rolname::text, relname::text, attname::text FROM pg_roles, pg_class c
    JOIN pg_attribute a ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped
    WHERE relname = ANY (%s) AND rolname = ANY (%s) AND has_column_privilege(rolname, c.oid, attnum, 'SELECT')
"""


@dataclass(frozen=True)
class Line:
    """One personal field. `purposes` are the codes of those who may see it; a sealed one lies in the vault."""

    floor: str
    room: str
    table: str
    field: str
    category: str
    statutes: str
    purposes: str
    audience: str
    keep: str
    figure: str
    clause: str
    sealed: bool


def datamap() -> list[Line]:
    return sorted(_lines(), key=lambda line: (line.table, line.field))


def _lines() -> Iterator[Line]:
    for model in our_models():
        found = {name: said for name, field in columns(model).items() if (said := declared(field))}
        found |= {name: field.personal for name, field in sealed_in(model).items()}
        for name, said in found.items():
            yield _line(model, name, said)


def _line(model: type[models.Model], name: str, said: Personal) -> Line:
    floor, room = model.__module__.split(".")[1:3]
    return Line(
        floor=floor,
        room=room,
        table=model._meta.db_table,
        field=name,
        category=said.category,
        statutes=" ".join(said.statutes),
        purposes=" ".join(purpose.code for purpose in said.seen_for),
        audience=said.audience,
        keep=said.keep,
        figure=KEEPS[said.keep].figure or "none: at once",
        clause=said.clause,
        sealed=said.sealed,
    )


def as_csv(found: list[Line]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, [field.name for field in fields(Line)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(map(asdict, found))
    return out.getvalue()


def as_json(found: list[Line]) -> str:
    return json.dumps([asdict(line) for line in found], indent=2)


def as_text(found: list[Line], *, width: int) -> str:
    """The names in a column and the rest beside them; on a narrow terminal, below them."""
    column = 4 + max((len(line.field) for line in found), default=0)
    beside = width >= 2 * column + 10
    rows, table = [], ""
    for line in found:
        if line.table != table:
            table = line.table
            rows.append(f"\n{line.floor}/{line.room}: {table}")
        head, indent = (f"  {line.field}".ljust(column), " " * column) if beside else (" " * 6, " " * 6)
        rows += [] if beside else [f"  {line.field}"]
        rows.append(fill(_said(line), width, initial_indent=head, subsequent_indent=indent, break_on_hyphens=False))
    return "\n".join(rows).lstrip() + "\n"


def _said(line: Line) -> str:
    seen = f"for {line.purposes}" if line.purposes else "for signing in"
    law = f" [{line.statutes}]" if line.statutes else ""
    return f"{line.category}; {line.audience}; {seen}; keep: {line.keep}{law}"


def differences(cursor: CursorWrapper) -> list[str]:
    """What the live database does not have as the declarations say, one sentence each."""
    cursor.execute(SAID)
    live = {(table, column): words for table, column, words in cursor.fetchall()}
    return [*_columns(live), *_comments(live), *_readers(cursor)]


def _columns(live: dict[tuple[str, str], str]) -> Iterator[str]:
    """A column that no model knows has no declaration: nobody answers for what is in it."""
    for model in our_models():
        table = model._meta.db_table
        here = {column for named, column in live if named == table}
        yield from (f"{table}.{column} is declared and is not there" for column in sorted({*columns(model)} - here))
        yield from (f"{table}.{column} is there and nobody declared it" for column in sorted(here - {*columns(model)}))


def _comments(live: dict[tuple[str, str], str]) -> Iterator[str]:
    said = {
        (model._meta.db_table, name): personal.comment()
        for model in our_models()
        for name, field in columns(model).items()
        if (personal := declared(field))
    }
    for place in sorted({*said, *(place for place, words in live.items() if words and "|" in words)}):
        if place in live and said.get(place, "") != live[place]:
            yield f"{'.'.join(place)} says {live[place] or 'nothing'!r} and is declared {said.get(place) or 'plain'!r}"


def _readers(cursor: CursorWrapper) -> Iterator[str]:
    collected = [model for model in our_models() if issubclass(model, Collected)]
    cursor.execute(READS, [[model._meta.db_table for model in collected], [each.role for each in PURPOSES]])
    live = set(cursor.fetchall())
    said = {
        (purpose.role, model._meta.db_table, name)
        for model in collected
        for purpose in PURPOSES
        if purpose in (access_of(model) or Access()).reads
        for name, field in columns(model).items()
        if sees(purpose, field)
    }
    yield from (f"{role} reads {table}.{column} and should not" for role, table, column in sorted(live - said))
    yield from (f"{role} should read {table}.{column} and does not" for role, table, column in sorted(said - live))
