"""Wrap every data key anew to the newest epoch, in small steps that a kill cannot harm."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db import connections
from django.db.backends.utils import CursorWrapper

from opensdo.privacy.data import keyring
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.epochs import epochs_in_use, epochs_made
from opensdo.privacy.data.keys import Mismatched, SealingKey
from opensdo.privacy.data.purposes import REKEY
from opensdo.privacy.ledger.actions import append

BATCH: Final = 500
LOCK: Final = 0x5EA1ED  # of the session, so that a killed rotation lets go of it
FIRST: Final = UUID(int=0)

NEXT = """
    SELECT id, keyring, wrapped, place FROM data_datakey
    WHERE keyring <> %s AND keyring <> ALL (%s) AND id > %s ORDER BY id LIMIT %s
"""
# What was shredded or wrapped anew since it was read is left alone.
WRAPPED_ANEW = """
    UPDATE data_datakey k SET keyring = %s, wrapped = given.anew
    FROM unnest(%s::uuid[], %s::text[], %s::bytea[]) AS given (id, keyring, anew)
    WHERE k.id = given.id AND k.keyring = given.keyring
"""


class Underway(Exception):
    """Another rotation is at work on this database."""


@dataclass
class Progress:
    of: int
    done: int = 0
    damaged: set[UUID] = field(default_factory=set)
    began: float = field(default_factory=time.monotonic)

    @property
    def pace(self) -> float:
        return self.done / max(time.monotonic() - self.began, 1e-9)


def keeping(using: str) -> AbstractContextManager[None]:
    """As the one who looks after the keys, and sees nothing of what they lock."""
    return acting(None, REKEY, using=using)


@contextmanager
def alone(*, using: str) -> Iterator[None]:
    """One rotation at a time. Raises Underway."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise Underway
    try:
        yield
    finally:
        with connections[using].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def rewrap(newest: SealingKey, progress: Progress, *, leaving: tuple[str, ...], using: str) -> Iterator[Progress]:
    """Each step is a transaction: what it did is done, and the next run begins where this one was stopped.

    A key that does not open is left as it is and named; a key service that is away ends the run with its reason.
    """
    last: UUID | None = FIRST
    while last:
        with keeping(using), connections[using].cursor() as cursor:
            rows = _after(last, newest.name, leaving, cursor)
            anew = [
                (key_id, name, newest.wrap(key, place))
                for key_id, name, wrapped, place in rows
                if (key := _opened(key_id, name, wrapped, place, progress.damaged))
            ]
            cursor.execute(WRAPPED_ANEW, [newest.name, *([row[part] for row in anew] for part in range(3))])
            done = cursor.rowcount
        progress.done += done
        last = rows[-1][0] if rows else None
        yield progress


def damaged(*, leaving: tuple[str, ...], using: str) -> list[UUID]:
    """Every data key is unwrapped; those that do not open, of the epochs whose private half is at hand."""
    found: set[UUID] = set()
    last: UUID | None = FIRST
    while last:
        with keeping(using), connections[using].cursor() as cursor:
            rows = _after(last, "", leaving, cursor)
        for key_id, name, wrapped, place in rows:
            _opened(key_id, name, wrapped, place, found)
        last = rows[-1][0] if rows else None
    return sorted(found)


def _after(last: UUID, newest: str, leaving: tuple[str, ...], cursor: CursorWrapper) -> list[Any]:
    cursor.execute(NEXT, [newest, list(leaving), last, BATCH])
    rows: list[Any] = cursor.fetchall()
    return rows


def _opened(key_id: UUID, name: str, wrapped: bytes, place: str, damaged: set[UUID]) -> bytes | None:
    try:
        return keyring.unwrap(name, bytes(wrapped), place)
    except Mismatched:
        damaged.add(key_id)
        return None


def tell_of_a_new_one(*, using: str) -> None:
    """The newest epoch, when the ledger does not know it and nothing is sealed to it: it was made just now, by
    `opensdo init`, at a key service, or by a command that was killed before it could say so."""
    newest = max(keyring.ring().public, default="")
    with keeping(using):
        known = {"", *epochs_made(using=using), *epochs_in_use(using=using)}
    if newest not in known:
        tell("keyring.made", newest, using=using)


def tell(kind: str, name: str, *, using: str, **detail: int) -> None:
    """The ledger's entry about an epoch."""
    with keeping(using):
        append(kind, f"data.Keyring:{name}", using=using, about=None, **detail)
