"""The versions: which is in force, which comes next, and what the software ships."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS

from opensdo.privacy.policy.models import Version

SHIPPED = Path(__file__).parent / "versions" / "0001.md"


def policy_day(at: datetime) -> date:
    """The database counts the days of a policy in UTC: in the evening the office's own date is still yesterday's."""
    return at.astimezone(UTC).date()


def in_force(on: date, *, using: str = DEFAULT_DB_ALIAS) -> Version | None:
    return Version.objects.using(using).filter(effective_on__lte=on).order_by("-effective_on", "-number").first()


def announced(on: date, *, using: str = DEFAULT_DB_ALIAS) -> Version | None:
    return Version.objects.using(using).filter(effective_on__gt=on).order_by("effective_on").first()
