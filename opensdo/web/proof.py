"""What the foot of each page can prove: the policy in force and the last published checkpoint of the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import connection

from opensdo.privacy.ledger import queries
from opensdo.privacy.policy.queries import in_force, policy_day
from opensdo.web.menu import address

FRESH: Final = timedelta(seconds=10)


@dataclass(frozen=True)
class Standing:
    """Remembered in the process for ten seconds: a page costs two small queries at most, most pages none."""

    policy: int | None
    since: date | None
    checkpoint: str
    read_at: datetime


@dataclass(frozen=True)
class Proof:
    policy: int | None
    since: date | None
    checkpoint: str
    policy_url: str
    made_at: datetime


_remembered: dict[str, Standing] = {}


def proof(at: datetime) -> Proof:
    standing = _remembered.get(key := connection.settings_dict["NAME"])
    if standing is None or not timedelta(0) <= at - standing.read_at < FRESH:
        standing = _remembered[key] = read(at)
    return Proof(standing.policy, standing.since, standing.checkpoint, address("assurance:policy"), at)


def forget() -> None:
    """For whoever has just posted a policy, and for tests."""
    _remembered.clear()


def read(at: datetime) -> Standing:
    version = in_force(policy_day(at))
    return Standing(version.number if version else None, version.effective_on if version else None, checkpoint(), at)


def checkpoint() -> str:
    """Its own number and the start of its hash. Never a row number: that would tell how busy the office is."""
    last = queries.last_checkpoint()
    return last.brief if last else ""
