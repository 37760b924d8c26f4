"""Which backups may go, and whether the last drill still counts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Protocol, TypeVar


class Dated(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def made_at(self) -> str: ...
    @property
    def until(self) -> date | None: ...


D = TypeVar("D", bound=Dated)


def spent(backups: Iterable[D], drilled: Collection[str], *, on: date) -> Iterator[D]:
    """Past its last day, with a newer one that was put back. One that nobody set a day for stays."""
    proven = [backup for backup in backups if backup.name in drilled]
    newest = max((backup.made_at for backup in proven), default="")
    for backup in backups:
        if backup.until and backup.until < on and backup.made_at < newest:
            yield backup
