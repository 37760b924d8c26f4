"""Seal a file piece by piece, open it piece by piece, and give it an address that tells nothing.

A sealed file is a row of chunks, each AES-256-GCM under a key of this file alone. The nonce is the number of the chunk
and whether it is the last (the STREAM construction), so that a chunk left out, moved or cut off is noticed.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import IO, Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

CHUNK: Final = 64 * 1024
TAG: Final = 16
COUNTER: Final = 11
ADDRESSES: Final = "addresses"


class Tampered(Exception):
    """The bytes that lie there are not the ones that were written."""


def address(subject_id: int, digest: str) -> str:
    """The same bytes of the same subject have the same one; of two subjects never, and who reads the folder cannot
    tell whether a file he knows is in it."""
    return hmac.new(_address_key(str(settings.KEYRING_FOLDER)), f"{subject_id}:{digest}".encode(), "sha256").hexdigest()


def make_address_key(folder: Path) -> None:
    """It opens nothing. Lost, new files get other addresses; those that lie there are still found."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / ADDRESSES
    half_made = folder / f"{ADDRESSES}.{secrets.token_hex(4)}"
    with os.fdopen(os.open(half_made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(secrets.token_bytes(32))
    try:
        os.link(half_made, path)  # whoever is first; the others take that one
    except FileExistsError:
        pass
    finally:
        half_made.unlink()


@cache
def _address_key(folder: str) -> bytes:
    path = Path(folder) / ADDRESSES
    if not path.exists():
        make_address_key(Path(folder))
    return path.read_bytes()


class Sealed:
    """Chunks to write; `digest` is that of all sealed bytes once they are out."""

    def __init__(self, key: bytes, name: str, content: IO[bytes]) -> None:
        self.cipher, self.name, self.content = AESGCM(key), name.encode(), content
        self.digest = hashlib.sha256()

    def __iter__(self) -> Iterator[bytes]:
        number, chunk = 0, self.content.read(CHUNK)
        while chunk:
            following = self.content.read(CHUNK)
            sealed = self.cipher.encrypt(_nonce(number, last=not following), chunk, self.name)
            self.digest.update(sealed)
            yield sealed
            chunk, number = following, number + 1


def opened(key: bytes, name: str, sealed: IO[bytes], digest: str) -> Iterator[bytes]:
    """The last chunk is handed out only when the whole is what was written. Raises Tampered."""
    cipher, number, seen = AESGCM(key), 0, hashlib.sha256()
    chunk = _exactly(sealed, CHUNK + TAG)
    while True:
        following = _exactly(sealed, CHUNK + TAG)
        seen.update(chunk)
        if not following and not hmac.compare_digest(seen.hexdigest(), digest):
            raise Tampered(name)
        try:
            plain = cipher.decrypt(_nonce(number, last=not following), chunk, name.encode())
        except (InvalidTag, ValueError) as wrong:
            raise Tampered(name) from wrong
        yield plain
        if not following:
            return
        chunk, number = following, number + 1


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(COUNTER, "big") + bytes([last])


def _exactly(content: Any, wanted: int) -> bytes:
    """A connection hands out what has arrived, not what was asked for."""
    found = b""
    while len(found) < wanted and (more := content.read(wanted - len(found))):
        found += more
    return found
