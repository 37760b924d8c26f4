"""A receipt for one entry, its code on paper, and the proof that the entry is in a published list."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

from opensdo.kit.signing import keys
from opensdo.kit.signing.receipts import Receipted, read_receipt, sign_receipt
from opensdo.kit.signing.statements import MARK, NotGenuine, TakenBack, unpacked
from opensdo.privacy.ledger.actions import Written
from opensdo.privacy.ledger.models import Signature
from opensdo.privacy.ledger.queries import last_checkpoint

CODE_DIGITS: Final = 20  # of the leaf: nobody guesses eighty bits, and they can be typed
TOKEN: Final = re.compile(r"SDO1\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
HEX: Final = re.compile(rf"[0-9a-f]{{{CODE_DIGITS},64}}")
CODE: Final = re.compile(r'"code": *"([0-9a-f]{64})"')
WHAT: Final = "A receipt of the ledger. Keep it. It holds no name, only what was entered and when."
PROOF: Final = "A receipt and its proof. check_receipt.py checks it on any computer, with the office's public keys."
NOT_HELD: Final = "We signed this receipt, but our ledger does not hold it. Please tell us at once, and keep your file"
TAKEN_BACK: Final = (
    "We took back the key that signed this on {}. So its signature proves nothing."
    " Type the code from your paper: it shows if our ledger holds the entry"
)
NO_SUCH_CODE: Final = "Our ledger holds no receipt with this code. Compare it with your paper, and type it again"
log = logging.getLogger(__name__)


class Unreadable(ValueError):
    """What was typed or given is no receipt of this office; the words say what to do."""


@dataclass(frozen=True)
class Found:
    """`checkpoint` is none while the entry waits for the next list. `receipt` is there when it was given whole."""

    leaf: bytes
    checkpoint: int | None
    slot: int = 0
    path: tuple[bytes, ...] = ()
    statement: str = ""
    receipt: Receipted | None = None
    signed: str = ""

    @property
    def code(self) -> str:
        return code(self.leaf)


def receipt_of(written: Written, at: datetime) -> str:
    """Signed, with the last checkpoint. When this process has no key for it, the leaf alone: that can be found, too."""
    last = last_checkpoint()
    receipt = Receipted(written.told, written.rest, last.n if last else 0, bytes(last.hash) if last else b"")
    try:
        signer = keys.current(Path(settings.KEYRING_FOLDER), keys.Use.RECEIPTS)
    except (OSError, LookupError, ValueError):
        log.exception("receipts go out unsigned: this process cannot read the key for them")
        return written.leaf.hex()
    return sign_receipt(receipt, on=at.astimezone().date(), signer=signer)


def code(leaf: bytes) -> str:
    """In groups of four, to be read out or typed."""
    digits = leaf.hex()[:CODE_DIGITS]
    return " ".join(digits[start : start + 4] for start in range(0, CODE_DIGITS, 4))


def leaf_in(receipt: str) -> bytes:
    """Of what `receipt_of` made."""
    if not receipt.startswith(MARK):
        return bytes.fromhex(receipt)
    said = json.loads(unpacked(receipt.split(".")[1]))
    return sha256(said["told"].encode() + bytes.fromhex(said["rest"])).digest()


def as_file(receipt: str, page: str) -> bytes:
    """What is saved with a receipt. `page` is where it is checked."""
    signed = {"receipt": receipt} if receipt.startswith(MARK) else {}
    return _written({"what": WHAT, "check": page, "code": leaf_in(receipt).hex(), **signed})


def proof_file(found: Found) -> bytes:
    """Everything that the check needs but the public keys: those have to come from elsewhere, or they prove nothing."""
    told = {"receipt": found.statement} if found.statement else {}
    proof = {"leaf": found.leaf.hex(), "slot": found.slot, "path": [each.hex() for each in found.path]}
    return _written({"what": PROOF, **told, **proof, "checkpoint": found.signed})


def find(given: str, *, using: str = DEFAULT_DB_ALIAS) -> Found:
    """By the file, the square code's text or the typed code. Nothing of it is kept. Raises Unreadable."""
    known = keys.published(Path(settings.KEYRING_FOLDER))
    receipt, statement = None, ""
    if token := TOKEN.search(given):
        statement = token[0]
        try:
            receipt = read_receipt(statement, known)
        except TakenBack as error:
            raise Unreadable(TAKEN_BACK.format(error.day)) from error
        except NotGenuine as error:
            raise Unreadable(f"This is not a receipt that we made: {error}") from error
        leaf = receipt.leaf
    else:
        digits = re.sub(r"[\s-]", "", (CODE.search(given) or [given, given])[1].lower())
        if not HEX.fullmatch(digits) or len(digits) % 2:
            raise Unreadable("We could not read this. Type the whole code, or choose the file that came with it")
        leaf = bytes.fromhex(digits)
    return _found(leaf, statement, receipt, using)


def _found(leaf: bytes, statement: str, receipt: Receipted | None, using: str) -> Found:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT leaf, checkpoint, slot, path FROM ledger_find(%s)", [leaf])
        row = cursor.fetchone()
    if row is None:
        raise Unreadable(NOT_HELD if receipt else NO_SUCH_CODE)
    whole, checkpoint, slot, path = row
    if checkpoint is None:
        return Found(bytes(whole), None, statement=statement, receipt=receipt)
    steps = tuple(bytes(path)[start : start + 32] for start in range(0, len(path), 32))
    return Found(bytes(whole), checkpoint, slot, steps, statement, receipt, signed_checkpoint(checkpoint, using=using))


def signed_checkpoint(number: int, *, using: str = DEFAULT_DB_ALIAS) -> str:
    """As the newest key that still counts signed it; empty while none has."""
    good = [key.id for key in keys.published(Path(settings.KEYRING_FOLDER)).keys if not key.revoked_on]
    signed = dict(
        Signature.objects.using(using).filter(checkpoint=number, key__in=good).values_list("key", "statement")
    )
    return next((signed[key] for key in reversed(good) if key in signed), "")


def _written(said: Mapping[str, Any]) -> bytes:
    return (json.dumps(said, indent=1) + "\n").encode()
