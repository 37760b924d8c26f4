"""Where a promise stands, from what was planned, confirmed, asked and attested. No status is ever guessed green."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

ATTESTABLE = frozenset({"executive-protection"})  # no other promise may rest on a person's word alone
PROOF_LASTS: Final = timedelta(days=7)  # it is made every night: a week without one means that nobody makes it
SKEW: Final = timedelta(minutes=5)  # between the clocks of two machines; an answer from further ahead is no answer


class Status(StrEnum):
    KEPT = "kept"
    PLANNED = "planned"
    FAILING = "failing"
    STALE = "stale"  # the words changed since somebody confirmed that the controls test them
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    UNBOUND = "unbound"
    ATTESTED = "attested"
    IN_PART = "kept in part"  # of a clause alone: what is built is kept, other parts are planned


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
    proved_at: datetime | None = None

    def status(self, now: datetime) -> Status:
        if self.asked_at is None or self.expires_at is None or self.asked_at > now + SKEW:
            return Status.UNKNOWN
        if self.examined > 0 and (not self.ok or self.caught is False):
            return Status.FAILING
        if self.expires_at <= now:
            return Status.EXPIRED
        if self.examined <= 0 or not self.proved(now):
            return Status.UNKNOWN
        return Status.KEPT

    def proved(self, now: datetime) -> bool:
        """Was it broken on purpose and caught, with this build, and not too long ago?"""
        if not self.caught or self.proved_at is None:
            return False
        return now - PROOF_LASTS < self.proved_at <= now + SKEW


@dataclass(frozen=True)
class Word:
    """An officer's attestation, until a day. `from_paper`: the operator wrote that she signed."""

    officer: str
    words: str
    attested_at: datetime
    expires_at: datetime
    from_paper: bool = False

    def counts(self, now: datetime) -> bool:
        return self.attested_at <= now + SKEW and now < self.expires_at


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
    """`words` is the hash of the sentences as they are, `confirmed` the hashes that somebody confirmed.

    A planned promise that an officer once signed for has to be signed for again before the word runs out.
    """
    attested = attested if passage.partition(".")[0] in ATTESTABLE else None
    if planned and not attested:
        return Status.PLANNED
    if not confirmed or not (answers or attested):
        return Status.UNBOUND
    if words not in confirmed:
        return Status.STALE
    if answers:
        return worst(answer.status(now) for answer in answers)
    return Status.ATTESTED if attested and attested.counts(now) else Status.EXPIRED


def worst(found: Iterable[Status]) -> Status:
    """Of several answers: what is planned does not hide what is not kept."""
    seen = set(found)
    return next((status for status in WORST_FIRST if status in seen), Status.UNKNOWN)


def of_clause(parts: Iterable[Status]) -> Status:
    """A clause is kept when all of its parts are. While some are planned it is kept in part, and says so."""
    seen = set(parts)
    found = worst(seen)
    return Status.IN_PART if found in (Status.KEPT, Status.ATTESTED) and Status.PLANNED in seen else found
