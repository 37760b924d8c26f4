"""Bring firms and code lists in from another system: many rows, few statements."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import connection, transaction

from opensdo.parties.businesses.mapping import FIELDS
from opensdo.parties.businesses.models import Business, CommodityCode, Sells
from opensdo.parties.businesses.rules import Firm
from opensdo.privacy.data.purposes import BRING_IN
from opensdo.privacy.data.rows import given, insertion
from opensdo.privacy.data.vault import open_subjects
from opensdo.privacy.ledger.actions import append

TEXTS: Final = dict.fromkeys(FIELDS, "text")
INSERT: Final = insertion(
    "businesses_business",
    {
        "subject_id": "bigint",
        "brought_in_from": "text",
        "brought_in_key": "text",
        "lists": "text[]",
        "has_ein": "boolean",
        "made_at": "timestamptz",
        **TEXTS,
    },
    returning="brought_in_key, id, subject_id",
)
CHANGES: Final = ", ".join(f"{name} = given.{name}" for name in FIELDS)
GIVEN: Final = given({"id": "bigint", "lists": "text[]", **TEXTS})
UPDATE: Final = f"UPDATE businesses_business b SET {CHANGES}, lists = given.lists FROM {GIVEN} WHERE b.id = given.id"  # noqa: S608
SELL: Final = insertion("businesses_sells", {"subject_id": "bigint", "business_id": "bigint", "code_id": "bigint"})


@dataclass(frozen=True)
class Known:
    """A business that an earlier run brought in."""

    id: int
    subject_id: int


@dataclass
class Brought:
    """The business behind each key, and which of the keys are new or changed."""

    known: dict[str, Known] = field(default_factory=dict)
    added: set[str] = field(default_factory=set)
    updated: set[str] = field(default_factory=set)


@transaction.atomic
def bring_in(firms: Sequence[Firm], *, source: str, at: datetime) -> Brought:
    """Make or change the businesses of one portion of a list, and what they sell."""
    found = Business.objects.seen_for(BRING_IN).filter(
        brought_in_from=source, brought_in_key__in=[firm.key for firm in firms]
    )
    before = {business.brought_in_key: business for business in found}
    brought = Brought({key: Known(each.pk, each.subject_id) for key, each in before.items()})
    new = [firm for firm in firms if firm.key not in before]
    changed = [firm for firm in firms if firm.key in before and _differs(firm, before[firm.key])]
    brought.known |= _make(new, source, at)
    brought.added = {firm.key for firm in new}
    _change(changed, brought.known)
    brought.updated = {firm.key for firm in changed} | _sell(firms, brought)
    return brought


def _make(firms: Sequence[Firm], source: str, at: datetime) -> dict[str, Known]:
    rows = [
        {
            "subject_id": subject,
            "brought_in_from": source,
            "brought_in_key": firm.key,
            "lists": firm.lists,
            "has_ein": False,
            "made_at": at.isoformat(),
            **dict(firm.fields),
        }
        for firm, subject in zip(firms, open_subjects(len(firms)), strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [json.dumps(rows)])
        return {key: Known(pk, subject) for key, pk, subject in cursor.fetchall()}


def _differs(firm: Firm, business: Business) -> bool:
    return any(getattr(business, name) != value for name, value in firm.fields) or [*firm.lists] != business.lists


def _change(firms: Iterable[Firm], known: Mapping[str, Known]) -> None:
    rows = [{"id": known[firm.key].id, "lists": firm.lists, **dict(firm.fields)} for firm in firms]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(UPDATE, [json.dumps(rows)])


def _sell(firms: Sequence[Firm], brought: Brought) -> set[str]:
    """Make what each firm sells as the list says; the keys of known firms that sell something else now."""
    wanted = {(brought.known[firm.key].id, code) for firm in firms for code in firm.codes}
    numbers = _numbers({code for _, code in wanted})
    asked = {(business, numbers[code]) for business, code in wanted}
    held = {
        (business, code): pk
        for pk, business, code in Sells.objects.filter(
            business_id__in=[brought.known[firm.key].id for firm in firms]
        ).values_list("pk", "business_id", "code_id")
    }
    Sells.objects.filter(pk__in=[pk for pair, pk in held.items() if pair not in asked]).delete()
    subjects = {known.id: known.subject_id for known in brought.known.values()}
    new = [
        {"subject_id": subjects[business], "business_id": business, "code_id": code}
        for business, code in sorted(asked - held.keys())
    ]
    with connection.cursor() as cursor:
        cursor.execute(SELL, [json.dumps(new)])
    touched = {business for business, _ in asked ^ held.keys()}
    return {key for key, known in brought.known.items() if known.id in touched} - brought.added


def _numbers(codes: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    found = CommodityCode.objects.filter(code__in={code for _, code in codes})
    return {(each.scheme, each.code): each.pk for each in found}


@dataclass(frozen=True)
class Codes:
    added: int
    updated: int
    unchanged: int


@transaction.atomic
def bring_in_codes(scheme: str, titles: Mapping[str, str]) -> Codes:
    """Codes are never taken out: what a firm sells goes on standing in its file."""
    before = dict(CommodityCode.objects.filter(scheme=scheme).values_list("code", "title"))
    changed = {code: title for code, title in titles.items() if before.get(code) != title}
    CommodityCode.objects.bulk_create(
        [CommodityCode(scheme=scheme, code=code, title=title) for code, title in changed.items()],
        update_conflicts=True,
        unique_fields=["scheme", "code"],
        update_fields=["title"],
        batch_size=5000,
    )
    added = len(changed.keys() - before.keys())
    counts = Codes(added, len(changed) - added, len(titles) - len(changed))
    append("codes.brought_in", f"businesses.CommodityCode:{scheme}", added=counts.added, updated=counts.updated)
    return counts
