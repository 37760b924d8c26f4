"""Where the ledger stands in public: its last checkpoints as they were signed, and whether it is late."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from opensdo.kit.signing import keys
from opensdo.privacy.ledger.models import Checkpoint, Signature
from opensdo.privacy.ledger.queries import EVERY, unchained_for
from opensdo.privacy.ledger.receipts import Found, signed_checkpoint

DAY: Final = int(timedelta(days=1) / EVERY)
LATE: Final = timedelta(minutes=20)
SLOW: Final = 60.0
WHAT_HAPPENED: Final = {
    "certification.submitted": "An application was sent to us",
    "certification.decided": "We decided on an application",
}


@dataclass(frozen=True)
class Published:
    """A checkpoint with what the office signed; empty while the signature is on its way."""

    number: int
    at: datetime
    words: str
    root: str
    signed: str


@dataclass(frozen=True)
class Standing:
    last: Published | None
    late: bool
    waiting: int


@dataclass(frozen=True)
class Told:
    """What a receipt says was entered."""

    at: datetime
    what: str
    details: list[tuple[str, Any]]


def published(many: int) -> list[Published]:
    """The newest first."""
    newest = list(Checkpoint.objects.only("n", "at", "root", "hash").order_by("-n")[:many])
    good = {key.id for key in keys.published(Path(settings.KEYRING_FOLDER)).keys if not key.revoked_on}
    rows = Signature.objects.filter(checkpoint__in=[each.n for each in newest], key__in=good).order_by("pk")
    signed = dict(rows.values_list("checkpoint", "statement"))
    return [_published(each, signed.get(each.n, "")) for each in newest]


def one(number: int) -> Published | None:
    found = Checkpoint.objects.only("n", "at", "root", "hash").filter(n=number).first()
    return _published(found, signed_checkpoint(number)) if found else None


def _published(found: Checkpoint, signed: str) -> Published:
    return Published(found.n, found.at, found.words, bytes(found.root).hex(), signed)


def standing(at: datetime) -> Standing:
    last = next(iter(published(1)), None)
    waiting = unchained_for()
    late = last is not None and not timedelta(0) <= at - last.at < LATE
    return Standing(last, late, int(waiting) if waiting > SLOW else 0)


def told(found: Found) -> Told | None:
    """Read back from the very words whose hash is in the ledger."""
    if found.receipt is None:
        return None
    at, kind, details = found.receipt.told.split("\n", 2)
    moment = datetime.fromtimestamp(float(at), UTC)
    return Told(moment, WHAT_HAPPENED.get(kind, kind), sorted(json.loads(details).items()))
