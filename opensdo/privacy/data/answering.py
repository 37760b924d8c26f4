"""Answer a person about her own records: find them, show them, correct them, or keep her words beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models, transaction

from opensdo.privacy.data.actions import assign
from opensdo.privacy.data.models import Correction
from opensdo.privacy.data.purposes import RECORDS, Purpose
from opensdo.privacy.data.records import Held, Holding, NotCorrectable, Table, Whose, everywhere, in_words, seen
from opensdo.privacy.ledger.actions import append


class NotAValue(ValueError):
    """What she gave does not fit into the field; the text says what to write."""


def find(told: str) -> dict[Whose, set[str]]:
    """Whom an e-mail address or a name may mean, and where it was found. Acting for FIND."""
    found: dict[Whose, set[str]] = {}
    for holding in everywhere():
        for whose, where in holding.find(told):
            found.setdefault(whose, set()).add(where)
    append("records.searched", "records", found=len(found))
    return found


def take_up(subject: int, *, by: int) -> None:
    """For a month, the officer who found a subject may show her what is held and correct it."""
    assign(by, RECORDS, subject)


def show(whose: Whose, purpose: Purpose) -> Iterator[Held]:
    """Everything that is held, from every room; a value only where the purpose sees it. APPLY shows her own."""
    append("records.shown", "records", about=whose.subject, account=whose.account)
    for holding in everywhere():
        yield from holding.show(whose, purpose)


@transaction.atomic
def correct(subject: int, label: str, record: str, value: str, *, reason: str, by: int, at: datetime) -> Correction:
    """Write what she asked for. Raises NotCorrectable, NotAValue."""
    _, table, row, name = _asked(subject, label, record)
    if name not in table.correctable:
        raise NotCorrectable(table.fixed or "It cannot be corrected.")
    old = "" if name in table.old_goes.split() else in_words(getattr(row, name))
    try:
        setattr(row, name, row._meta.get_field(name).clean(value, row))  # type: ignore[union-attr]
    except ValidationError as wrong:
        raise NotAValue(" ".join(wrong.messages)) from None
    row.save(update_fields=[name])
    return _decided(subject, label, record, by, at, accepted=True, old=old, reason=reason)


@transaction.atomic
def refuse(subject: int, label: str, record: str, *, statement: str, reason: str, by: int, at: datetime) -> Correction:
    """Say no, with the reason; her statement stays beside the fact and goes wherever the fact goes."""
    _asked(subject, label, record)
    return _decided(subject, label, record, by, at, accepted=False, statement=statement, reason=reason)


def statements(subject: int, labels: Iterable[str], purpose: Purpose) -> list[Correction]:
    """Her statements of disagreement with any of these fields."""
    said = seen(Correction, purpose).filter(subject_id=subject, accepted=False, label__in=list(labels))
    return list(said.order_by("pk"))


def _asked(subject: int, label: str, record: str) -> tuple[Holding, Table, models.Model, str]:
    for holding in everywhere():
        for table in holding.tables:
            model, _, name = label.rpartition(".")
            if model == table.model._meta.label and name in table.personal:
                rows = seen(table.model, RECORDS, holding.rows(table, Whose(subject=subject)))
                return holding, table, rows.select_for_update(of=("self",)).get(pk=record), name
    raise NotCorrectable(f"No room holds {label}.")


def _decided(
    subject: int, label: str, record: str, by: int, at: datetime, *, accepted: bool, reason: str,
    old: str = "", statement: str = "",
) -> Correction:  # fmt: skip
    made = Correction(
        subject_id=subject, label=label, record=record, accepted=accepted, old=old, reason=reason,
        statement=statement, decided_by_id=by, decided_at=at,
    )  # fmt: skip
    made.save(force_insert=True)
    kind = "record.corrected" if accepted else "correction.refused"
    append(kind, made, field=label, record=record)
    return made
