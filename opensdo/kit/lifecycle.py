"""A life is one table of verbs. Nothing else may move a status."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol


class HasStatus(Protocol):
    status: str


class NotAllowed(Exception):
    """The verb does not apply to a record in this status."""


@dataclass(frozen=True)
class Lifecycle:
    """`verbs` maps each verb to the statuses it may start from and the one it leads to.

    `by` names the verbs of a purpose: the database lets it make no other move. Who is not named may make all.
    """

    first: str
    verbs: Mapping[str, tuple[frozenset[str], str]]
    by: Mapping[str, str] = field(default_factory=dict)

    def move(self, record: HasStatus, verb: str) -> None:
        sources, target = self.verbs[verb]
        if record.status not in sources:
            raise NotAllowed(f"cannot {verb} what is {record.status}")
        record.status = target

    def allows(self, status: str, verb: str) -> bool:
        return status in self.verbs[verb][0]

    def moves(self, verbs: str = "") -> Iterator[tuple[str, str]]:
        """Every (from, to) that some verb makes, or one of these verbs; the database guard is generated from it."""
        made = [self.verbs[verb] for verb in verbs.split() or self.verbs]
        yield from sorted({(source, target) for sources, target in made for source in sources})
