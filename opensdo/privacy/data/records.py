"""What every room answers for: its holdings. A holding can be asked to find, show, correct and destroy.

What may be corrected and what is destroyed stands on the model, in its Access: RECORDS may write the fields that a
person can have corrected; DISPOSE deletes the rows of a table, or empties the fields named and leaves the rest.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Protocol

from django.apps import apps
from django.db import connection, models
from django.db.models import Q

from opensdo.privacy.data.declare import Access, Category, Personal, access_of, columns, declared
from opensdo.privacy.data.models import Collected, Correction, DataKey, LegalHold, VaultItem, sees
from opensdo.privacy.data.purposes import DISPOSE, FIND, RECORDS, Purpose
from opensdo.privacy.data.sealed import DOTS, sealed_in

BELOW: Final = {  # rooms below this one hold ids, no personal field; what they keep, and why
    "ledger": "An entry names ids, never a value, and stays: that is what makes it proof.",
    "sessions": "It ends with its account, is deleted once it has expired, and only its cookie opens it.",
    "policy": "Its own words and what the controls found. Nothing in it speaks of a person.",
}
SHORTEST: Final = 3  # letters of a name: less would list half of the office's files


class NotCorrectable(Exception):
    """A person cannot have this field corrected; the text says why."""


@dataclass(frozen=True)
class Whose:
    """Whom a question is about: a subject, or an account that no subject belongs to yet."""

    subject: int | None = None
    account: int | None = None


@dataclass(frozen=True)
class Held:
    """One fact that is held. `value` is None where the purpose of this work does not see it; sealed ones are dots."""

    label: str  # "businesses.Owner.full_name"
    record: str
    words: str
    value: str | None
    personal: Personal
    correctable: bool


@dataclass(frozen=True, kw_only=True)
class Table:
    """What a room says about one of its tables that the declarations on the model do not say already."""

    model: type[models.Model]
    words: str
    keep: str = ""  # for a table without a personal field: whose time limit it shares
    ends: str = ""  # the column that starts the clock of each row; else the room's `ended` is asked about the subject
    stays: Mapping[str, str] = field(default_factory=dict)  # field: why it outlives the destruction
    untouched: str = ""  # why this room has nothing to destroy in it
    closed: tuple[str, ...] = ()  # fields that a function of the room empties, with more that belongs to it
    old_goes: str = ""  # fields on which no decision rests: a correction does not keep what stood there
    fixed: str = ""  # why the fields that RECORDS may not write cannot be corrected

    @property
    def access(self) -> Access:
        return access_of(self.model) or Access()

    @property
    def personal(self) -> dict[str, Personal]:
        """Every declared field, sealed ones too."""
        found = {column.name: said for column in columns(self.model).values() if (said := declared(column))}
        return found | {name: sealed.personal for name, sealed in sealed_in(self.model).items()}

    @property
    def deleted(self) -> bool:
        return DISPOSE in self.access.deletes

    @property
    def emptied(self) -> tuple[str, ...]:
        return (*self.access.updates.get(DISPOSE, "").split(), *self.closed)

    @property
    def correctable(self) -> tuple[str, ...]:
        return tuple(self.access.updates.get(RECORDS, "").split())

    @property
    def keeps(self) -> str:
        """The one time limit of its rows; a sealed field may have a shorter one of its own."""
        sealed = sealed_in(self.model)
        found = {said.keep for name, said in self.personal.items() if name not in sealed}
        return found.pop() if len(found) == 1 else self.keep


class Holding(Protocol):
    """What a room registers. `Tables` below does it from the declarations; a room overrides what is its own."""

    room: str
    tables: tuple[Table, ...]

    def rows(self, table: Table, whose: Whose) -> models.QuerySet[Any]: ...
    def find(self, told: str) -> Iterator[tuple[Whose, str]]: ...
    def show(self, whose: Whose, purpose: Purpose) -> Iterator[Held]: ...
    def ended(self, event: str, subject: int) -> Iterable[date | None]: ...
    def destroy(self, table: Table, rows: models.QuerySet[Any]) -> int: ...


Ended = Callable[[int], Iterable[date | None]]


class Tables:
    """A holding as the declarations have it. Tables are named children first: they are destroyed in that order."""

    def __init__(self, room: str, *tables: Table, ended: Mapping[str, Ended] | None = None) -> None:
        self.room, self.tables, self._ended = room, tables, dict(ended or {})

    def rows(self, table: Table, whose: Whose) -> models.QuerySet[Any]:
        """Those of one person. Row security narrows them again to whom the purpose reaches."""
        if not issubclass(table.model, Collected) or whose.subject is None:
            return table.model._default_manager.none()
        return table.model._default_manager.filter(subject_id=whose.subject)

    def owner_of(self, row: models.Model) -> Whose:
        return Whose(subject=getattr(row, "subject_id", None))

    def find(self, told: str) -> Iterator[tuple[Whose, str]]:
        """By what a person tells about herself: an e-mail address, whole; a name, in part."""
        for table in self.tables:
            asked = [
                Q(**{f"{name}__{'iexact' if said.category is Category.EMAIL else 'icontains'}": told.strip()})
                for name, said in table.personal.items()
                if FIND in said.seen_for and ("@" in told) is (said.category is Category.EMAIL)
            ]
            if asked and len(told.strip()) >= SHORTEST:
                for row in seen(table.model, FIND).filter(_any(asked)):
                    yield self.owner_of(row), table.words

    def show(self, whose: Whose, purpose: Purpose) -> Iterator[Held]:
        for table in self.tables:
            readable = purpose in table.access.reads or bool(table.access.base)
            rows = list(seen(table.model, purpose, self.rows(table, whose))) if readable else [None]
            for row in rows:
                yield from held(table, row, purpose)

    def ended(self, event: str, subject: int) -> Iterable[date | None]:
        """The days on which it happened, None for what goes on; nothing when this room does not know the event."""
        return self._ended[event](subject) if event in self._ended else ()

    def destroy(self, table: Table, rows: models.QuerySet[Any]) -> int:
        """How many rows it touched. One statement: the work that destroys sees no personal column, so it reads none."""
        if table.deleted:
            return rows._raw_delete(rows.db)
        return rows.update(**{name: _empty(table.model, name) for name in table.emptied}) if table.emptied else 0


HOLDINGS: dict[str, Holding] = {}


def register(holding: Holding) -> None:
    HOLDINGS[holding.room] = holding


def everywhere() -> list[Holding]:
    """The floors from below; what is destroyed goes the other way."""
    return [HOLDINGS[config.label] for config in apps.get_app_configs() if config.label in HOLDINGS]


def seen(model: type[models.Model], purpose: Purpose, rows: models.QuerySet[Any] | None = None) -> models.QuerySet[Any]:
    """Only the columns that the purpose sees; a table that is not collected is read as the base role reads it."""
    found = model._default_manager.all() if rows is None else rows
    if not issubclass(model, Collected):
        return found
    return found.only(*[column.name for column in columns(model).values() if sees(purpose, column)])


def held(table: Table, row: models.Model | None, purpose: Purpose) -> Iterator[Held]:
    sealed = sealed_in(table.model)
    for name, said in table.personal.items():
        value: str | None = None
        if row is not None and name in sealed:
            value = DOTS if getattr(row, f"has_{name}", True) else ""
        elif row is not None and said.category is Category.CREDENTIAL:
            value = DOTS
        elif row is not None and (purpose in said.seen_for or not issubclass(table.model, Collected)):
            value = in_words(getattr(row, name))
        yield Held(
            label=f"{table.model._meta.label}.{name}",
            record=str(row.pk) if row is not None else "",
            words=table.words,
            value=value,
            personal=said,
            correctable=name in table.correctable,
        )


def in_words(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bytes | memoryview):
        return f"{len(bytes(value))} bytes"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


def accounts_of(subject: int | None) -> list[int]:
    """Who applies for this subject. Told to who works on it, and to the work that destroys."""
    return _numbers("SELECT accounts_of(%s)", subject)


def subjects_of(account: int) -> list[int]:
    """For whom an account applies, told to who is appointed to find it."""
    return _numbers("SELECT subjects_of(%s)", account)


def _numbers(question: str, about: int | None) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(question, [about])
        return [number for (number,) in cursor.fetchall()]


def _any(asked: list[Q]) -> Q:
    whole = Q()
    for each in asked:
        whole |= each
    return whole


def _empty(model: type[models.Model], name: str) -> Any:
    column = model._meta.get_field(name)
    if getattr(column, "null", False):
        return None
    return False if isinstance(column, models.BooleanField) else column.get_default()  # type: ignore[union-attr]


register(
    Tables(
        "data",
        Table(
            model=Correction,
            words="a correction that was asked for",
            fixed="What was decided about a correction stands. Ask for another one.",
        ),
        Table(
            model=LegalHold,
            words="an order to keep the records",
            ends="lifted_at",
            fixed="The order of a court or an officer is not the office's to correct.",
        ),
        Table(model=VaultItem, words="a sealed number", untouched="Its key is shredded: what is left is noise."),
        Table(model=DataKey, words="a key", untouched="All keys of a subject are shredded with its last file."),
    )
)
