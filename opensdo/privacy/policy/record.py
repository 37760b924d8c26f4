"""What was written down on each of the last days, counted by the database: one row for a control, a day and a build."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from django.contrib.postgres.aggregates import BoolAnd
from django.db.models import Max, Min, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from opensdo.privacy.policy.controls import CONTROLS
from opensdo.privacy.policy.history import LONG, History, Past, history
from opensdo.privacy.policy.models import Evidence, Proof


def histories(now: datetime) -> dict[str, History]:
    """By promise. A promise that was never asked about has none."""
    past = defaultdict[str, list[Past]](list)
    for passage, one in _past(now):
        past[passage].append(one)
    today = timezone.localdate(now)
    controls = {control.name for control in CONTROLS}
    return {passage: history(rows, controls=controls, today=today) for passage, rows in past.items()}


def _past(now: datetime) -> list[tuple[str, Past]]:
    proved = _proved()
    zone = timezone.get_current_timezone()
    rows = (
        Evidence.objects.filter(asked_at__gt=now - timedelta(days=LONG + 10), asked_at__lte=now)
        .annotate(day=TruncDate("asked_at", tzinfo=zone))
        .values("passage", "control", "day", "build")
        .annotate(held=BoolAnd(Q(holds=True) | Q(examined__lte=0)), least=Min("examined"), until=Max("expires_at"))
        .order_by("day")
    )
    found = dict[tuple[str, str, object], Past]()
    for row in rows:
        key = (row["passage"], row["control"], row["day"])
        looked = row["least"] > 0 and (row["control"], row["build"]) in proved
        one = Past(row["control"], row["day"], row["held"], looked, timezone.localdate(row["until"]))
        other = found.get(key)
        if other:  # two builds on one day
            one = Past(one.control, one.day, one.held and other.held, one.looked and other.looked, one.until)
        found[key] = one
    return [(passage, one) for (passage, _control, _day), one in found.items()]


def _proved() -> set[tuple[str, str]]:
    """Controls with the builds they were proved with. One that once did not notice has no proof with that build."""
    rows = Proof.objects.values_list("control", "build").annotate(always=BoolAnd("caught"))
    return {(control, build) for control, build, always in rows if always}
