"""Which key epochs are in use, which of them open here, and what backups still hold.

The contract with whoever keeps backups: `register_backups(read)`, once, when the room is loaded. `read()` gives every
backup that has not been destroyed, with the epochs that `epochs_in_use()` named when it was taken.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.utils import timezone

from opensdo.kit.counting import counted
from opensdo.privacy.data import keyring
from opensdo.privacy.data.keyring import Unsafe
from opensdo.privacy.data.keys import Unopenable

log = logging.getLogger(__name__)
OPENS: Final = "opens here"


@dataclass(frozen=True)
class Backup:
    """`kept_until` is none where nobody has said when it will be destroyed."""

    name: str
    taken_at: datetime
    kept_until: date | None
    epochs: tuple[str, ...]

    def sentence(self) -> str:
        end = f"until {self.kept_until:%d %B %Y}" if self.kept_until else "and nobody has said until when it is kept"
        return f"the backup {self.name}, taken on {self.taken_at:%d %B %Y}, {end}"


Read = Callable[[], Iterable[Backup]]
_readers: list[Read] = []


def register_backups(read: Read) -> None:
    if read not in _readers:
        _readers.append(read)


def backups() -> list[Backup]:
    return sorted((backup for read in _readers for backup in read()), key=lambda backup: backup.taken_at)


def backups_that_need(epoch: str) -> list[Backup]:
    return [backup for backup in backups() if epoch in backup.epochs]


def epochs_in_use(*, using: str = DEFAULT_DB_ALIAS) -> dict[str, int]:
    """How many data keys are wrapped to each epoch. Not for the public site."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT name, keys FROM epochs_in_use()")
        return dict(cursor.fetchall())


def epochs_made(*, using: str) -> dict[str, date]:
    """As the ledger has it. For whoever looks after the keys."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT name, at FROM epochs_made()")
        return {name: timezone.localdate(at) for name, at in cursor.fetchall()}


@dataclass(frozen=True)
class Epoch:
    """`standing` is OPENS, or a sentence that says why it does not open here."""

    name: str
    keys: int
    newest: bool
    public: bool
    standing: str

    @property
    def opens(self) -> bool:
        return self.standing == OPENS


def survey(*, using: str = DEFAULT_DB_ALIAS) -> list[Epoch]:
    """Every epoch that is in the folder or in the database, oldest first; each private half is really tried."""
    used, ring = epochs_in_use(using=using), keyring.ring()
    newest = max(ring.public, default="")
    return [
        Epoch(name, used.get(name, 0), name == newest, name in ring.public, _standing(name))
        for name in sorted({*used, *ring.public, *ring.private})
    ]


def shut(epochs: list[Epoch]) -> list[Epoch]:
    """What cannot be opened with the keys at hand."""
    return [epoch for epoch in epochs if epoch.keys and not epoch.opens]


def warnings(epochs: list[Epoch]) -> Iterator[str]:
    """Said before anything else is done."""
    for epoch in shut(epochs):
        yield (
            f"{counted(epoch.keys, 'sealed value or file', 'sealed values and files')} cannot be opened here: sealed to"
            f" {epoch.name}. {epoch.standing} Without that private key nobody can ever open them: bring the copy"
            f" that was kept apart back to {settings.KEYRING_FOLDER}/{epoch.name}.key."
        )
    yield from (
        f"New values are sealed to {epoch.name}, and they could not be opened here. {epoch.standing}"
        for epoch in epochs
        if epoch.newest and not epoch.opens and not epoch.keys
    )
    if not any(epoch.newest for epoch in epochs):
        yield f"There is no public key in {settings.KEYRING_FOLDER}: nothing can be sealed."


def say_at_start(*, using: str = DEFAULT_DB_ALIAS) -> None:
    """For a process that opens what is sealed: it starts all the same, as most of its work needs no key."""
    try:
        for words in warnings(survey(using=using)):
            log.warning(words)
    except Error as away:
        log.warning("could not ask which keys are needed here (%s)", type(away).__name__)


def _standing(name: str) -> str:
    try:
        if name in keyring.ring().public:
            return OPENS if keyring.fits(name) else "The two halves do not fit."
        keyring.opening_key(name)
        return "The private half is here; the public half is missing, so it cannot be tried."
    except Unsafe as unsafe:
        return f"{unsafe}."
    except Unopenable as shut:
        return shut.what
