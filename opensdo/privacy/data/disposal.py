"""Order a legal hold and lift it; destroy what is due. What is on hold, not due or without a confirmed figure stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, models, transaction

from opensdo.privacy.data.models import LegalHold
from opensdo.privacy.data.purposes import FIND
from opensdo.privacy.data.records import Holding, Table, Whose, everywhere
from opensdo.privacy.data.retention import KEEPS, Keep
from opensdo.privacy.data.sealed import sealed_in
from opensdo.privacy.data.vault import shred
from opensdo.privacy.ledger.actions import append

REVIEW = timedelta(days=366)  # a hold that nobody looks at again would never end


class OnHold(Exception):
    """A legal hold stands: nothing of this subject is destroyed."""


class NotDue(Exception):
    """The time has not run out, or what starts it has not happened."""


class NotReviewed(ValueError):
    """A hold has a day within a year on which somebody asks if it is still needed."""


@dataclass(frozen=True)
class Destroyed:
    """How many rows of each table, how many keys. It names no value: it is what is left."""

    rows: dict[str, int]
    keys: int


@transaction.atomic
def place_hold(subject: int, *, matter: str, review_on: date, by: int, at: datetime) -> LegalHold:
    """By an officer who is appointed to it, acting for FIND. `matter` names the case that asks for it."""
    if not at.date() < review_on <= at.date() + REVIEW:
        raise NotReviewed
    hold = LegalHold(subject_id=subject, matter=matter, review_on=review_on, placed_by_id=by, placed_at=at)
    hold.save(force_insert=True)
    append("hold.placed", hold, review_on=review_on.isoformat())
    return hold


@transaction.atomic
def lift_hold(hold_id: int, *, because: str, by: int, at: datetime) -> None:
    hold = LegalHold.objects.seen_for(FIND).select_for_update().get(pk=hold_id)
    if hold.lifted_at:
        return
    hold.lifted_by_id, hold.lifted_at, hold.lifted_because = by, at, because
    hold.save(update_fields=["lifted_by", "lifted_at", "lifted_because"])
    append("hold.lifted", hold)


@transaction.atomic
def destroy(subject: int, series: str, *, on: date) -> Destroyed:
    """Everything of one kind of record about a subject, in background work that acts for DISPOSE.

    Raises Unconfirmed while the law's figure is not confirmed, OnHold, NotDue.
    """
    keep = KEEPS[series]
    if _ask("SELECT is_held(%s)", subject):
        raise OnHold
    due = {table.model: rows for holding, table, rows in _due(keep, subject, on)}
    sealed = [] if due else list(_sealed(keep, subject, on))
    if not due and not sealed:
        raise NotDue
    touched = {
        table.model._meta.label: holding.destroy(table, due[table.model])
        for holding in reversed(everywhere())
        for table in holding.tables
        if table.model in due
    }
    keys = _shred(keep, subject, whole=bool(due), sealed=sealed)
    append("records.destroyed", f"data.Subject:{subject}", about=subject, series=series, rows=touched, keys=keys)
    return Destroyed(touched, keys)


def _due(keep: Keep, subject: int, on: date) -> Iterator[tuple[Holding, Table, models.QuerySet[Any]]]:
    """The tables of this kind with the rows that are due: all of a subject's, or those with a day of their own."""
    tables = [(holding, table) for holding in everywhere() for table in holding.tables if table.keeps == keep.code]
    whole = _run_out(keep, subject, on) if any(not table.ends for _, table in tables) else False
    for holding, table in tables:
        rows = holding.rows(table, Whose(subject=subject))
        if table.ends:
            rows = rows.filter(pk__in=[pk for pk, day in _days(rows, table.ends) if keep.ends(day, on=on) <= on])
        if (rows.exists() if table.ends else whole) and (table.deleted or table.emptied):
            yield holding, table, rows


def _days(rows: models.QuerySet[Any], column: str) -> Iterator[tuple[Any, date]]:
    for pk, moment in rows.values_list("pk", column):
        if moment is not None:
            yield pk, moment.date()


def _run_out(keep: Keep, subject: int, on: date) -> bool:
    """Asked of every room that knows the event; what goes on anywhere has not ended."""
    days = [day for holding in everywhere() for day in holding.ended(keep.event, subject)]
    ended = [day for day in days if day is not None]
    return bool(days) and len(ended) == len(days) and keep.ends(max(ended), on=on) <= on


def _sealed(keep: Keep, subject: int, on: date) -> Iterator[tuple[Table, str]]:
    """Sealed fields whose time is shorter than that of their record."""
    fields = [
        (table, name)
        for holding in everywhere()
        for table in holding.tables
        for name, field in sealed_in(table.model).items()
        if field.personal.keep == keep.code != table.keeps
    ]
    if fields and _run_out(keep, subject, on):
        yield from fields


def _shred(keep: Keep, subject: int, *, whole: bool, sealed: list[tuple[Table, str]]) -> int:
    """The keys of the sealed fields named; all of them with the file whose numbers and papers they open."""
    for table, name in sealed:
        table.model._default_manager.filter(subject_id=subject).update(**{f"has_{name}": False})
    labels = [f"{table.model._meta.label}.{name}" for table, name in sealed]
    if whole and any(sealed_in(table.model) for table in _tables(keep)):
        return shred(subject, why=f"the time limit of its {keep.code} has run out")
    return int(_ask("SELECT shred_fields(%s, %s)", subject, labels)) if labels else 0


def _tables(keep: Keep) -> list[Table]:
    return [table for holding in everywhere() for table in holding.tables if table.keeps == keep.code]


def _ask(question: str, *given: int | list[str]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(question, given)
        return cursor.fetchone()[0]
