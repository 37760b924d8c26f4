"""What a backup says about itself: what is in it, what it takes to use it, and the office's signature under that."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final

from opensdo.kit.signing import statements
from opensdo.kit.signing.keys import PublicKeys, Signer

FORMAT: Final = 1
KIND: Final = "backup"


class NotOurs(Exception):
    """This office did not sign it, or it was changed since."""


class FromElsewhere(Exception):
    """A version of this software made it that this one cannot read."""


@dataclass(frozen=True)
class Table:
    """`fingerprint`: the sum of a hash of each row, so the order of the rows does not matter."""

    rows: int
    fingerprint: str


@dataclass(frozen=True)
class Stored:
    size: int
    digest: str


@dataclass(frozen=True)
class Ledger:
    """Its end when the snapshot was taken, and the last checkpoint that was published by then."""

    links: int
    head: str
    checkpoint: int
    checkpoint_hash: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """`parts`: the SHA-256 of each part of the dump, in order. `keyrings`: how many data keys each key epoch wraps.
    `lost`: files that a record names and that were not there."""

    name: str
    made_at: str
    build: str
    postgres: int
    policy: int | None
    demonstration: bool
    migrations: tuple[str, ...]
    ledger: Ledger
    keyrings: Mapping[str, int]
    keep_until: str
    tables: Mapping[str, Table]
    parts: tuple[str, ...]
    files: Mapping[str, Stored]
    lost: tuple[str, ...]
    format: int = field(default=FORMAT)

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())

    def written(self) -> bytes:
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, indent=1).encode()


def read(written: bytes) -> Manifest:
    """Raises FromElsewhere."""
    try:
        said: dict[str, Any] = json.loads(written)
        if said["format"] != FORMAT:
            raise FromElsewhere(f"It is written in format {said['format']}, and this software reads format {FORMAT}.")
        return Manifest(
            **said
            | {
                "ledger": Ledger(**said["ledger"]),
                "tables": {name: Table(**found) for name, found in said["tables"].items()},
                "files": {name: Stored(**found) for name, found in said["files"].items()},
                "migrations": tuple(said["migrations"]),
                "parts": tuple(said["parts"]),
                "lost": tuple(said["lost"]),
            }
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise FromElsewhere("What it says about itself cannot be read.") from error


def sign(written: bytes, signer: Signer, *, on: date) -> str:
    return statements.sign(KIND, {"digest": hashlib.sha256(written).hexdigest()}, issued_on=on, signer=signer)


def check(written: bytes, signature: str, known: PublicKeys) -> Manifest:
    """Raises NotOurs. Nothing of a backup is used before this: a dump is a program for the database."""
    try:
        said = statements.verify(signature, known, kind=KIND)
    except statements.NotGenuine as wrong:
        raise NotOurs(f"This office did not sign this backup: {wrong}.") from wrong
    if said.get("digest") != hashlib.sha256(written).hexdigest():
        raise NotOurs("The list of what is in this backup is not the one that this office signed.")
    return read(written)
