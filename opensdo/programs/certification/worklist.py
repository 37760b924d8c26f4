"""The queue: which cases, in which order, and what the clock says about each. A fixed number of queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from opensdo.law.clocks import Clock
from opensdo.parties.accounts.models import Officer
from opensdo.parties.businesses.models import Business
from opensdo.privacy.data.purposes import ALLOT, Purpose
from opensdo.programs.certification.clock import ORDER, Group, Reading, clock_of, group, reading
from opensdo.programs.certification.criteria import Found
from opensdo.programs.certification.models import Application, Assessment, InformationRequest
from opensdo.programs.certification.states import Status

PAGE = 50
FAR = date.max


@dataclass(frozen=True)
class Place:
    """Where one case stands: enough to sort and count, nothing about anybody."""

    id: int
    reference: str
    status: str
    officer_id: int | None
    categories: tuple[str, ...]
    group: Group
    reading: Reading

    @property
    def key(self) -> tuple[int, date, str]:
        return ORDER.index(self.group), self.reading.due or FAR, self.reference


@dataclass(frozen=True)
class Row:
    place: Place
    name: str
    officer: str
    read: int
    until: date | None
    asked_at: datetime | None


@dataclass(frozen=True)
class Slice:
    """A page of the queue. `after` begins the next one, `before` tells that there is an earlier one."""

    groups: tuple[tuple[Group, int, tuple[Row, ...]], ...]
    after: str
    first: bool


def places(cases: QuerySet[Application], today: date, *, reader: int | None) -> list[Place]:
    """Every case in the order of its due date. Two queries. `reader`: whose next step counts as her own."""
    found = list(
        cases.values_list("id", "reference", "status", "officer_id", "supervisor_id", "categories", "submitted_at")
    )
    pauses = pauses_of([row[0] for row in found])
    return sorted(
        (
            Place(id, ref, status, officer, tuple(kinds), group(read, today, waits=_waits(status, sup, reader)), read)
            for id, ref, status, officer, sup, kinds, sent in found
            if sent
            for read in [reading(clock_of(sent, pauses.get(id, ())), today)]
        ),
        key=lambda place: place.key,
    )


def clock_for(application: Application) -> Clock:
    assert application.submitted_at  # noqa: S101  (the database refuses a case past draft without it)
    return clock_of(application.submitted_at, pauses_of([application.pk]).get(application.pk, ()))


def pauses_of(ids: Sequence[int]) -> dict[int, list[tuple[datetime, datetime | None]]]:
    held: dict[int, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    asked = InformationRequest.objects.filter(application_id__in=ids).order_by("asked_at")
    for case, start, end in asked.values_list("application_id", "asked_at", "ended_at"):
        held[case].append((start, end))
    return held


def _waits(status: str, supervisor: int | None, reader: int | None) -> bool:
    """The next step is the applicant's, or for an officer the supervisor's."""
    if status == Status.INFORMATION_REQUESTED:
        return True
    return status == Status.RECOMMENDED and reader is not None and supervisor != reader


def chosen(all_places: Iterable[Place], *, statuses: Collection[str], categories: Collection[str]) -> list[Place]:
    return [
        place
        for place in all_places
        if (not statuses or place.status in statuses) and (not categories or set(categories) & set(place.categories))
    ]


def counts(all_places: Iterable[Place]) -> tuple[Counter[str], Counter[str]]:
    """How many of each status, how many of each category."""
    statuses: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for place in all_places:
        statuses[place.status] += 1
        kinds.update(place.categories)
    return statuses, kinds


def rows(listed: Sequence[Place], after: str, purpose: Purpose) -> Slice:
    """The page that begins after a reference; from the start when nobody knows it. Four queries at most."""
    start = next((n + 1 for n, place in enumerate(listed) if place.reference == after), 0)
    page = listed[start : start + PAGE]
    ids = [place.id for place in page]
    named = dict(
        Business.objects.seen_for(purpose).filter(applications__in=ids).values_list("applications", "legal_name")
    )
    officers = dict(
        Officer.objects.filter(user_id__in={place.officer_id for place in page}).values_list("user_id", "name")
    )
    asked = {
        case: (until, at)
        for case, until, at in InformationRequest.objects.filter(application_id__in=ids, ended_at=None).values_list(
            "application_id", "until", "asked_at"
        )
    }
    read = dict(_read(ids)) if purpose is not ALLOT else {}
    made = [
        Row(
            place,
            named.get(place.id, ""),
            officers.get(place.officer_id or 0, ""),
            read.get(place.id, 0),
            *asked.get(place.id, (None, None)),
        )
        for place in page
    ]
    totals = Counter(place.group for place in listed)
    return Slice(
        groups=tuple(
            (name, totals[name], tuple(row for row in made if row.place.group is name))
            for name in Group
            if any(row.place.group is name for row in made)
        ),
        after=page[-1].reference if start + PAGE < len(listed) else "",
        first=start == 0,
    )


def _read(ids: Sequence[int]) -> QuerySet[Assessment, Any]:
    settled = Q(outcome__in=[Found.MET, Found.NOT_MET])
    cases = Assessment.objects.filter(application_id__in=ids).values("application_id")
    return cases.annotate(settled=Count("id", filter=settled)).values_list("application_id", "settled")
