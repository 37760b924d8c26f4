"""Break each promise on purpose, in a scratch copy, to see that its control notices; keep that it was seen."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from django.db import DatabaseError, connections, transaction
from django.db.backends.utils import CursorWrapper

from opensdo.kit.build import build
from opensdo.privacy.ledger.actions import append
from opensdo.privacy.policy.check import ASKING, answer, chosen, one_round, step_into
from opensdo.privacy.policy.controls import BROKEN, Control, Finding
from opensdo.privacy.policy.models import Proof

SCRATCH: Final = "A scratch copy: what is in it is invented, and it is broken on purpose."  # comment of the database


class NotScratch(Exception):
    """This database is in use: nothing is broken here."""


class AnotherBuild(Exception):
    """The proof was made by other code than the one that is to be proved."""


@dataclass(frozen=True)
class Trial:
    """What became of one control in the scratch copy: before, and while it was broken."""

    control: str
    passage: str
    caught: bool
    broken: str
    staff: str


def prove(*, using: str, reading: str, only: Collection[str] = ()) -> list[Trial]:
    """`using` owns the scratch copy, `reading` is the ordinary login of it. Raises NotScratch."""
    _refuse_in_use(using)
    with one_round():
        before = {control.name: answer(control, using=reading) for control in chosen(only)}
        return [_try(control, before[control.name], using) for control in chosen(only)]


def record(trials: Sequence[Trial], *, made_by: str, at: datetime, using: str) -> list[Proof]:
    """As the owner: no other login may write here. The ledger keeps a digest of it. Raises AnotherBuild."""
    if made_by != build():
        raise AnotherBuild(made_by)
    rows = [Proof(**vars(trial), build=made_by, proved_at=at) for trial in trials]
    digest = sha256(json.dumps([vars(trial) for trial in trials], sort_keys=True).encode()).hexdigest()
    caught = sum(trial.caught for trial in trials)
    with transaction.atomic(using=using):
        Proof.objects.using(using).bulk_create(rows)
        append("policy.proved", "policy", using=using, build=made_by, controls=len(rows), caught=caught, sha256=digest)
    return rows


def _try(control: Control, before: Finding, using: str) -> Trial:
    caught, why = _caught(control, using)
    if not (before.holds and before.examined > 0):
        caught, why = False, f"does not hold in the scratch copy: {before.sentence} {before.staff}".strip()
    return Trial(control.name, control.passage, caught, control.broken, why)


def _caught(control: Control, using: str) -> tuple[bool, str]:
    """True when the sabotage was carried out and the control no longer says that all is well."""
    token = BROKEN.set(object())
    try:
        with _undone(using) as cursor, _broken(control, cursor):
            step_into(ASKING, cursor)
            try:
                noticed = not control.question(cursor).holds
            except DatabaseError as error:
                return True, f"noticed by {type(error).__name__}"  # what it needs is gone
            return noticed, "" if noticed else "said that all is well"
    except Exception as error:
        logging.getLogger(__name__).exception("control %s: the sabotage itself failed", control.name)
        return False, f"the sabotage itself failed: {type(error).__name__}"
    finally:
        BROKEN.reset(token)


@contextmanager
def _broken(control: Control, cursor: CursorWrapper) -> Iterator[None]:
    if isinstance(control.breaks_if, str):
        cursor.execute(control.breaks_if)
        yield
    else:
        with control.breaks_if():
            yield


@contextmanager
def _undone(using: str) -> Iterator[CursorWrapper]:
    """Whatever happens inside, including DDL, is rolled back."""
    with transaction.atomic(using=using):
        with connections[using].cursor() as cursor:
            yield cursor
        transaction.set_rollback(True, using=using)


def _refuse_in_use(using: str) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT current_database(), shobj_description(oid, 'pg_database') FROM pg_database"
            " WHERE datname = current_database()"
        )
        name, words = cursor.fetchone()
    if words != SCRATCH:
        raise NotScratch(name)
