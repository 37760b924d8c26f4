"""Bring in a list of certified firms: all of it or nothing, and the same list again changes nothing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from opensdo.parties.businesses import actions as businesses
from opensdo.parties.businesses.actions import Brought
from opensdo.parties.businesses.models import Business
from opensdo.parties.businesses.rules import Firm, Held
from opensdo.privacy.data.purposes import BRING_IN
from opensdo.privacy.data.rows import insertion
from opensdo.privacy.ledger.actions import append
from opensdo.programs.certification.models import Certificate

PORTION: Final = 2000
INSERT: Final = insertion(
    "certification_certificate",
    {
        "subject_id": "bigint",
        "business_id": "bigint",
        "category": "text",
        "number": "text",
        "since": "date",
        "through": "date",
        "ended_because": "text",
        "brought_in_from": "text",
        "statement": "text",
    },
)
GONE: Final = "No longer in the list"


class NumberTaken(Exception):
    """A certificate number of the list belongs to somebody else here."""


class TooManyGone(Exception):
    """The list is so much shorter than the last one that it may be the wrong file."""


@dataclass
class Report:
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    certificates: Counter[str] = field(default_factory=Counter)


@transaction.atomic
def bring_in(
    firms: Sequence[Firm],
    *,
    source: str,
    at: datetime,
    spare: Collection[str] = (),
    may_withdraw: float = 0.2,
    progress: Callable[[int], None] = lambda done: None,
) -> Report:
    """`spare`: keys of rows that could not be read; their firms stay as they are. `may_withdraw`: the largest share of
    the known firms that may be missing. Raises NumberTaken, TooManyGone."""
    report, on = Report(), timezone.localdate(at)
    listed = {firm.key for firm in firms} | set(spare)
    gone = _missing(source, listed, may_withdraw)
    for start in range(0, len(firms), PORTION):
        portion = firms[start : start + PORTION]
        brought = businesses.bring_in(portion, source=source, at=at)
        changed = _certify(portion, brought, source=source, on=on, report=report)
        report.added += len(brought.added)
        report.updated += len((brought.updated | changed) - brought.added)
        progress(start + len(portion))
    report.unchanged = len(firms) - report.added - report.updated
    report.withdrawn = _withdraw(gone, on)
    append(
        "directory.brought_in",
        f"businesses:{source}",
        added=report.added,
        updated=report.updated,
        unchanged=report.unchanged,
        withdrawn=report.withdrawn,
    )
    return report


def _missing(source: str, listed: Collection[str], may_withdraw: float) -> list[int]:
    """Firms that an earlier list named, this one does not, and that still hold a certificate."""
    known = dict(Business.objects.filter(brought_in_from=source).values_list("brought_in_key", "pk"))
    gone = [pk for key, pk in known.items() if key not in listed]
    standing = Certificate.objects.filter(business_id__in=gone, ended_on=None).values_list("business_id", flat=True)
    gone = sorted(set(standing))
    if len(gone) > max(1, may_withdraw * len(known)):
        raise TooManyGone(f"{len(gone):,} of {len(known):,}")
    return gone


def _withdraw(gone: list[int], on: date) -> int:
    """Ended, never deleted: the directory still knows what stood on an earlier day."""
    Certificate.objects.filter(business_id__in=gone, ended_on=None).update(ended_on=on, ended_because=GONE)
    return len(gone)


def _certify(firms: Sequence[Firm], brought: Brought, *, source: str, on: date, report: Report) -> set[str]:
    """The keys of the firms whose certificates changed."""
    keys = {brought.known[firm.key].id: firm.key for firm in firms}
    wanted = {held.number: (held, firm) for firm in firms for held in firm.held}
    _refuse_taken(wanted.keys(), keys)
    before = {each.number: each for each in Certificate.objects.seen_for(BRING_IN).filter(business_id__in=keys)}
    new = [(held, firm) for number, (held, firm) in wanted.items() if number not in before]
    _make([_row(held, firm, brought, source) for held, firm in new])
    changed = [
        _like(before[number], held) for number, (held, _) in wanted.items() if _differs(before.get(number), held)
    ]
    Certificate.objects.bulk_update(changed, ["since", "through", "ended_on", "ended_because"], batch_size=500)
    ended = [
        each.pk
        for number, each in before.items()
        if number not in wanted and each.ended_on is None and each.brought_in_from == source
    ]
    Certificate.objects.filter(pk__in=ended).update(ended_on=on, ended_because=GONE)
    report.certificates.update(added=len(new), updated=len(changed), ended=len(ended))
    touched = {brought.known[firm.key].id for _, firm in new} | {each.business_id for each in changed}
    touched |= {each.business_id for each in before.values() if each.pk in set(ended)}
    return {keys[business] for business in touched}


def _row(held: Held, firm: Firm, brought: Brought, source: str) -> dict[str, object]:
    known = brought.known[firm.key]
    return {
        "subject_id": known.subject_id,
        "business_id": known.id,
        "category": held.category,
        "number": held.number,
        "since": held.since.isoformat(),
        "through": held.through.isoformat(),
        "ended_because": "",
        "brought_in_from": source,
        "statement": "",
    }


def _make(rows: list[dict[str, object]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [json.dumps(rows)])


def _refuse_taken(numbers: Collection[str], ours: Collection[int]) -> None:
    taken = Certificate.objects.filter(number__in=numbers).exclude(business_id__in=ours).only("number", "business_id")
    if first := taken.first():
        raise NumberTaken(first.number)


def _differs(before: Certificate | None, held: Held) -> bool:
    """A certificate that stands in the list again stands here again."""
    return before is not None and (before.since, before.through, before.ended_on) != (held.since, held.through, None)


def _like(before: Certificate, held: Held) -> Certificate:
    before.since, before.through, before.ended_on, before.ended_because = held.since, held.through, None, ""
    return before
