"""What the ledger says to people outside, signed: a receipt for one entry, and the checkpoints that bind them all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from opensdo.kit import merkle
from opensdo.kit.signing.keys import PublicKeys, Signer
from opensdo.kit.signing.statements import CHECKPOINT, RECEIPT, NotGenuine, sign, verify


@dataclass(frozen=True)
class Pinned:
    """A checkpoint: a number of its own, a root over what was entered since the last one, and a hash that chains it."""

    number: int
    at: datetime
    root: bytes
    before: bytes

    @property
    def hash(self) -> bytes:
        return merkle.chained(self.before, self.number, self.at, self.root)


@dataclass(frozen=True)
class Receipted:
    """`told` is what was entered, word for word: its moment, its kind, its details, a line each. `rest` is the hash of
    what stays inside. `after` is the hash of the last checkpoint that was public, `number` its number: 0 for none."""

    told: str
    rest: bytes
    number: int
    after: bytes

    @property
    def leaf(self) -> bytes:
        return sha256(self.told.encode() + self.rest).digest()


def sign_checkpoint(pinned: Pinned, *, on: date, signer: Signer) -> str:
    fields = {
        "number": pinned.number,
        "at": int(pinned.at.timestamp()),
        "root": pinned.root.hex(),
        "before": pinned.before.hex(),
    }
    return sign(CHECKPOINT, fields, issued_on=max(on, signer.since), signer=signer)


def read_checkpoint(text: str, keys: PublicKeys) -> Pinned:
    """Raises NotGenuine."""
    return pinned_in(verify(text, keys, kind=CHECKPOINT))


def pinned_in(said: Mapping[str, Any]) -> Pinned:
    """Raises NotGenuine."""
    try:
        at = datetime.fromtimestamp(int(said["at"]), UTC)
        root, before = bytes.fromhex(said["root"]), bytes.fromhex(said["before"])
        return Pinned(int(said["number"]), at, root, before)
    except (KeyError, TypeError, ValueError, OverflowError, OSError) as error:
        raise NotGenuine("it lacks what a checkpoint says") from error


def sign_receipt(receipt: Receipted, *, on: date, signer: Signer) -> str:
    fields = {
        "told": receipt.told,
        "rest": receipt.rest.hex(),
        "number": receipt.number,
        "after": receipt.after.hex(),
    }
    return sign(RECEIPT, fields, issued_on=max(on, signer.since), signer=signer)


def read_receipt(text: str, keys: PublicKeys) -> Receipted:
    """Raises NotGenuine."""
    said = verify(text, keys, kind=RECEIPT)
    try:
        rest, after = bytes.fromhex(said["rest"]), bytes.fromhex(said["after"])
        return Receipted(str(said["told"]), rest, int(said["number"]), after)
    except (KeyError, TypeError, ValueError) as error:
        raise NotGenuine("it lacks what a receipt says") from error
