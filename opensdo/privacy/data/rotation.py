"""Wrap every data key anew to the newest epoch, in small steps that a kill cannot harm."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.db import connections

from opensdo.privacy.data import keyring
from opensdo.privacy.data.acting import acting
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
    damaged: list[UUID] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    @property
    def pace(self) -> float:
        return self.done / max(time.monotonic() - self.began, 1e-9)


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


def rewrap(newest: SealingKey, total: int, *, leaving: tuple[str, ...] = (), using: str) -> Iterator[Progress]:
    """Each step is a transaction: what it did is done, and the next run begins where this one was stopped.

    A key that does not open is left as it is and named; a key service that is away ends the run with its reason.
    """
    progress, last = Progress(total), FIRST
    while True:
        with acting(None, REKEY, using=using):
            last = _step(newest, leaving, last, progress, using)
        yield progress
        if last == FIRST:
            return


def _step(newest: SealingKey, leaving: tuple[str, ...], after: UUID, progress: Progress, using: str) -> UUID:
    ids, before, anew = [], [], []
    with connections[using].cursor() as cursor:
        cursor.execute(NEXT, [newest.name, list(leaving), after, BATCH])
        rows = cursor.fetchall()
        for key_id, name, wrapped, place in rows:
            try:
                key = keyring.unwrap(name, bytes(wrapped), place)
            except Mismatched:
                progress.damaged.append(key_id)
                continue
            ids.append(key_id)
            before.append(name)
            anew.append(newest.wrap(key, place))
        cursor.execute(WRAPPED_ANEW, [newest.name, ids, before, anew])
        progress.done += cursor.rowcount
        return rows[-1][0] if rows else FIRST


def tell(kind: str, name: str, *, using: str, **detail: int) -> None:
    """The ledger's entry about an epoch."""
    with acting(None, REKEY, using=using):
        append(kind, f"data.Keyring:{name}", using=using, about=None, **detail)
