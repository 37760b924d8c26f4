"""The policy in force and where it stands, arranged as a reader meets it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils import timezone

from opensdo.law.authorities import Authority
from opensdo.privacy.policy.models import Version
from opensdo.privacy.policy.queries import announced, in_force, policy_day
from opensdo.privacy.policy.rules import Status
from opensdo.privacy.policy.standings import Standing, standings
from opensdo.privacy.policy.text import Policy
from opensdo.privacy.policy.wording import amber, cited

WORDS: Final = {  # status: (what it is called, class of the state, class of the square)
    Status.KEPT: ("Kept", "kept", ""),
    Status.ATTESTED: ("Signed for", "wait", "p"),
    Status.PLANNED: ("Planned", "plan", "p"),
    Status.FAILING: ("Not kept", "bad", "w"),
    Status.STALE: ("Needs attention", "warn", "w"),
    Status.EXPIRED: ("Not known", "warn", "w"),
    Status.UNKNOWN: ("Not known", "warn", "w"),
    Status.UNBOUND: ("Not checked", "warn", "w"),
}
WHY: Final = {
    Status.STALE: "The words have changed since we made sure that our checks fit them.",
    Status.EXPIRED: "The last check is too old to count.",
    Status.UNKNOWN: "The check has not been made with the software as it is now.",
    Status.UNBOUND: "No check is tied to these words yet.",
}


@dataclass(frozen=True)
class Line:
    """One promise, with what is shown beside it."""

    standing: Standing
    amber: list[Authority]

    @property
    def word(self) -> str:
        return WORDS[self.standing.status][0]

    @property
    def state(self) -> str:
        return WORDS[self.standing.status][1]

    @property
    def square(self) -> str:
        return WORDS[self.standing.status][2]

    @property
    def why(self) -> str:
        return WHY.get(self.standing.status, "")

    @property
    def alert(self) -> bool:
        return self.square == "w" or bool(self.amber)


@dataclass(frozen=True)
class Heading:
    words: str
    lines: list[Line]


@dataclass(frozen=True)
class Tally:
    kept: int
    attention: int
    planned: int
    signed: int

    @property
    def all(self) -> int:
        return self.kept + self.attention + self.planned + self.signed


@dataclass(frozen=True)
class Sheet:
    """What the public pages of the policy print. `version` is None until one is in force."""

    version: Version | None
    coming: Version | None
    policy: Policy | None
    headings: list[Heading]

    @property
    def lines(self) -> list[Line]:
        return [line for heading in self.headings for line in heading.lines]

    @property
    def tally(self) -> Tally:
        found = [line.standing.status for line in self.lines]
        kept, planned = found.count(Status.KEPT), found.count(Status.PLANNED)
        signed = found.count(Status.ATTESTED)
        return Tally(kept, len(found) - kept - planned - signed, planned, signed)

    @property
    def laws(self) -> list[Authority]:
        found = {law.code: law for line in self.lines for law in cited(line.standing.passage)}
        return sorted(found.values(), key=lambda law: law.short)


def sheet(at: datetime) -> Sheet:
    today = timezone.localdate(at)
    version, coming = in_force(policy_day(at)), announced(policy_day(at))
    if version is None:
        return Sheet(None, coming, None, [])
    policy = version.read()
    found = {one.passage.id: one for one in standings(policy, now=at)}
    headings = [
        Heading(part.heading, [Line(found[one.id], amber(one, today)) for one in part.passages])
        for part in policy.parts
    ]
    return Sheet(version, coming, policy, headings)
