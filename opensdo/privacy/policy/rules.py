"""Where a promise stands, from what was planned, confirmed, asked and attested. No status is ever guessed green."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

ATTESTABLE = frozenset({"executive-protection"})  # no other promise may rest on a person's word alone


class Status(StrEnum):
    KEPT = "kept"
    PLANNED = "planned"
    FAILING = "failing"
    STALE = "stale"  # the words changed since somebody confirmed that the controls test them
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    UNBOUND = "unbound"
    ATTESTED = "attested"


RED = frozenset({Status.FAILING, Status.STALE, Status.EXPIRED, Status.UNKNOWN, Status.UNBOUND})
WORST_FIRST = (
    Status.FAILING,
    Status.STALE,
    Status.EXPIRED,
    Status.UNKNOWN,
    Status.UNBOUND,
    Status.ATTESTED,
    Status.KEPT,
    Status.PLANNED,
)


@dataclass(frozen=True)
class Answer:
    """What one control last said. Times are None when it was never asked."""

    name: str
    ok: bool
    caught: bool | None
    examined: int
    sentence: str
    staff: str = ""
    broken: str = ""
    asked_at: datetime | None = None
    expires_at: datetime | None = None

    def status(self, now: datetime) -> Status:
        if self.asked_at is None or self.expires_at is None:
            return Status.UNKNOWN
        if self.examined > 0 and (not self.ok or self.caught is False):
            return Status.FAILING
        if self.expires_at <= now:
            return Status.EXPIRED
        if self.examined <= 0 or self.caught is None:
            return Status.UNKNOWN
        return Status.KEPT


@dataclass(frozen=True)
class Word:
    """An officer's attestation, until a day."""

    officer: str
    words: str
    attested_at: datetime
    expires_at: datetime


def standing(
    passage: str,
    *,
    planned: bool,
    words: str,
    confirmed: Collection[str],
    answers: Sequence[Answer],
    attested: Word | None,
    now: datetime,
) -> Status:
    """`words` is the hash of the sentences as they are, `confirmed` the hashes that somebody confirmed."""
    if planned:
        return Status.PLANNED
    if not confirmed or not (answers or (attested and passage.partition(".")[0] in ATTESTABLE)):
        return Status.UNBOUND
    if words not in confirmed:
        return Status.STALE
    if answers:
        return worst(answer.status(now) for answer in answers)
    return Status.ATTESTED if attested and attested.expires_at > now else Status.EXPIRED


def worst(found: Iterable[Status]) -> Status:
    """Of a clause with several parts: what is planned does not hide what is not kept."""
    seen = set(found)
    return next((status for status in WORST_FIRST if status in seen), Status.UNKNOWN)
