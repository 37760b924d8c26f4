"""Ask the office, and prove the checks, as the operator's commands and the worker do it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from opensdo.oversight.assurance.scratch import trials
from opensdo.privacy.policy.check import ask
from opensdo.privacy.policy.models import Evidence, Proof
from opensdo.privacy.policy.proving import record


def ask_office(*, at: datetime, only: Collection[str] = ()) -> list[Evidence]:
    """By the worker's login, which chains nothing: that the sealer does so is among the questions."""
    return ask(at=at, only=only)


def prove_office(*, only: Collection[str] = (), module: str | None = None) -> list[Proof]:
    """The scratch process breaks and asks; the steward writes down what it saw. Raises Unproven, AnotherBuild."""
    made_by, seen = trials(only, module=module)
    return record(seen, made_by=made_by, at=timezone.now(), using=settings.OWNER_DATABASE)
