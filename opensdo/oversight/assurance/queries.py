"""The policy in force and where it stands, arranged as a reader meets it. Kept until something in it changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection
from django.utils import timezone

from opensdo.law.authorities import Authority
from opensdo.privacy.policy.history import History, Mark
from opensdo.privacy.policy.models import Version
from opensdo.privacy.policy.queries import announced, in_force, policy_day
from opensdo.privacy.policy.record import histories
from opensdo.privacy.policy.rules import ATTESTABLE, PROOF_LASTS, Status
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
SQUARES: Final = {Mark.KEPT: "", Mark.NOT_KEPT: "x", Mark.UNKNOWN: "p"}
STATE: Final = """
    SELECT (SELECT sha256 FROM policy_version ORDER BY number DESC LIMIT 1),
      (SELECT max(id) FROM policy_evidence), (SELECT max(id) FROM policy_proof),
      (SELECT max(id) FROM policy_attestation), (SELECT max(id) FROM policy_confirmation)
"""


@dataclass(frozen=True)
class Line:
    """One promise, with what is shown beside it."""

    standing: Standing
    amber: list[Authority]
    history: History | None = None

    @property
    def strip(self) -> list[str]:
        """The last thirty days, each as the class of a square."""
        return [SQUARES[mark] for mark in self.history.recent] if self.history else []

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
    made_at: datetime

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


@dataclass(frozen=True)
class Kept:
    """A sheet is read again when a row was added, when the day changes, and when an answer in it runs out."""

    state: tuple[object, ...]
    until: datetime | None
    sheet: Sheet

    def good(self, state: tuple[object, ...], at: datetime) -> bool:
        return self.state == state and self.sheet.made_at <= at and (self.until is None or at < self.until)


_kept: dict[str, Kept] = {}  # by database


def sheet(at: datetime) -> Sheet:
    name = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute(STATE)
        state = (*cursor.fetchone(), policy_day(at), timezone.localdate(at))
    kept = _kept.get(name)
    if kept is None or not kept.good(state, at):
        made = _sheet(at)
        kept = _kept[name] = Kept(state, min(_ends(made, at), default=None), made)
    return kept.sheet


def _ends(made: Sheet, at: datetime) -> Iterator[datetime]:
    for line in made.lines:
        word = line.standing.attested
        ends = [word.expires_at if word else None]
        for answer in line.standing.answers:
            ends += [answer.expires_at, answer.proved_at and answer.proved_at + PROOF_LASTS]
        yield from (end for end in ends if end and end > at)


def _sheet(at: datetime) -> Sheet:
    today = timezone.localdate(at)
    version, coming = in_force(policy_day(at)), announced(policy_day(at))
    if version is None:
        return Sheet(None, coming, None, [], at)
    policy, past = version.read(), histories(at)
    found = {one.passage.id: one for one in standings(policy, now=at)}
    headings = [
        Heading(part.heading, [Line(found[one.id], amber(one, today), past.get(one.id)) for one in part.passages])
        for part in policy.parts
    ]
    return Sheet(version, coming, policy, headings, at)


def signed_for(at: datetime) -> list[Standing]:
    """The promises of the policy in force that may rest on an officer's word."""
    return [line.standing for line in sheet(at).lines if line.standing.passage.clause in ATTESTABLE]
