"""Keep the answers of an eligibility check that somebody sends, for a while."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from opensdo.privacy.ledger.actions import append
from opensdo.programs.certification.clock import day_of
from opensdo.programs.certification.models import SentCheck

KEPT: Final = timedelta(days=90)


@transaction.atomic
def send(reference: str, answers: Mapping[str, Sequence[str]], *, at: datetime) -> None:
    """The process that stores them cannot read them. Sent twice, they are stored once."""
    told = {code: list(chosen) for code, chosen in answers.items()}
    made = SentCheck(reference=reference, answers=told, sent_at=at, until=day_of(at) + KEPT)
    SentCheck.objects.bulk_create([made], ignore_conflicts=True)


@transaction.atomic
def destroy_old(*, today: date) -> int:
    gone, _ = SentCheck.objects.filter(until__lt=today).delete()
    append("check.destroyed", "certification.SentCheck", count=gone)
    return gone
