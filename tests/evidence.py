"""Evidence as a check leaves it, for tests of what is shown: nothing is asked, and nothing is broken."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from opensdo.kit.build import build as this_build
from opensdo.privacy.policy.controls import CONTROLS
from opensdo.privacy.policy.models import Evidence, Proof


def found(
    clause: str,
    *,
    at: datetime | None = None,
    holds: bool = True,
    build: str = "",
    passage: str | None = None,
    proved: bool = True,
) -> None:
    """Every control of the clause answered at that time, and was broken on purpose and caught."""
    at = at or timezone.now()
    for control in CONTROLS:
        if passage == control.passage or passage is None and control.passage.partition(".")[0] == clause:
            ran = {"control": control.name, "passage": control.passage, "build": build or this_build()}
            Evidence.objects.create(
                **ran,
                holds=holds,
                examined=7,
                sentence="We asked the database 7 times.",
                staff="need_certify",
                asked_at=at,
                expires_at=at + timedelta(days=2),
            )
            if proved:
                Proof.objects.create(**ran, caught=True, broken=control.broken, staff="", proved_at=at)
