"""A statement: a few named values, written in exactly one way, and a signature over those bytes."""

from __future__ import annotations

import binascii
import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from cryptography.exceptions import InvalidSignature

from opensdo.kit.signing.keys import NoSuchKey, PublicKeys, Signer, Use

MARK: Final = "SDO1"
SIGNED_AS: Final = b"opensdo statement 1\n"  # so that a signature made for another use never fits
TOKEN: Final = re.compile(rf"(?:^|#)({MARK}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$")
OURS: Final = frozenset({"kind", "issued_on", "office", "key"})
CHECKPOINT: Final = "checkpoint"
RECEIPT: Final = "receipt"
SIGNED_BY: Final = {CHECKPOINT: Use.CHECKPOINTS, RECEIPT: Use.RECEIPTS}  # all else by the key of the certificates
Statement = Mapping[str, Any]


class NotGenuine(ValueError):
    """It was not signed like this by this office."""


class TakenBack(NotGenuine):
    """Its key was revoked: who holds that key can sign whatever he likes, on any day."""

    def __init__(self, day: str) -> None:
        super().__init__(f"the office took its key back on {day}: nothing that it signed counts")
        self.day = day


def sign(kind: str, fields: Statement, *, issued_on: date, signer: Signer) -> str:
    """Compact text, safe in an address and in a code. `fields` hold texts, whole numbers, yes/no, lists and none."""
    if taken := OURS & set(fields):
        raise ValueError(f"{sorted(taken)} are set here")
    statement = {
        **fields, "kind": kind, "issued_on": issued_on.isoformat(), "office": signer.office, "key": signer.id
    }  # fmt: skip
    written = canonical(statement)
    return f"{MARK}.{_text(written)}.{_text(signer.private.sign(SIGNED_AS + written))}"


def verify(text: str, keys: PublicKeys, *, kind: str) -> Statement:
    """What it states, if this office signed it. `text` may be the address that holds it. Raises NotGenuine."""
    written, signature = _parts(text)
    statement = _read(written)
    if statement.get("kind") != kind:
        raise NotGenuine(f"this is no {kind}")
    if statement.get("office") != keys.office:
        raise NotGenuine("another office issued it")
    try:
        key = keys.named(str(statement.get("key")))
        key.key().verify(signature, SIGNED_AS + written)
        on_its_day = key.signed_on(date.fromisoformat(str(statement.get("issued_on"))))
    except NoSuchKey as error:
        raise NotGenuine("it was signed with a key that this office never published") from error
    except (InvalidSignature, ValueError) as error:
        raise NotGenuine("the signature does not fit: a character is wrong, or somebody changed it") from error
    if key.use != SIGNED_BY.get(kind, Use.CERTIFICATES):
        raise NotGenuine("it was signed with a key that is for something else")
    if key.revoked_on:
        raise TakenBack(key.revoked_on)
    if not on_its_day:
        raise NotGenuine("its key was not in use on the day it names")
    return statement


def canonical(statement: Statement) -> bytes:
    """One way to write it: sorted names, no spaces, UTF-8. Raises TypeError for a number with a fraction."""
    _refuse_fractions(statement)
    return json.dumps(statement, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _parts(text: str) -> tuple[bytes, bytes]:
    found = TOKEN.search(text.strip())
    if not found:
        raise NotGenuine("this is not a signed statement, or a part is missing")
    _, *parts = found[1].split(".")
    try:
        written, signature = map(unpacked, parts)
    except binascii.Error as error:
        raise NotGenuine("a character is missing or too many") from error
    if [_text(written), _text(signature)] != parts:  # the last character has bits that decoding ignores
        raise NotGenuine("it is not written as we write it")
    return written, signature


def unpacked(part: str) -> bytes:
    """Of a statement, the words or the signature. Raises binascii.Error."""
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _read(written: bytes) -> dict[str, Any]:
    try:
        read = json.loads(written)
        same = isinstance(read, dict) and canonical(read) == written
    except (ValueError, TypeError, RecursionError) as error:
        raise NotGenuine("it cannot be read") from error
    if not same:
        raise NotGenuine("it is not written as we write it")
    return dict(read)


def _refuse_fractions(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("a fraction is written differently by different programs: use a text")
    for item in value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ():
        _refuse_fractions(item)


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")
