"""Where sealed bytes lie: a folder of files that nobody can read without their keys.

A file is a row of chunks, each AES-256-GCM with its number and whether it is the last bound in, so that a chunk
left out, moved or cut off is noticed.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

CHUNK: Final = 64 * 1024
NONCE: Final = 12
TAG: Final = 16


class Tampered(Exception):
    """The bytes on the disk are not the ones that were written."""


def new_key() -> str:
    return secrets.token_hex(16)


def write(key: bytes, storage_key: str, content: IO[bytes]) -> None:
    """All or nothing: a file that is there is whole and on the disk."""
    path = _path(storage_key)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half_made = path.with_suffix(".half")
    with os.fdopen(os.open(half_made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        for chunk in _sealed(key, storage_key, content):
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    half_made.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read(key: bytes, storage_key: str) -> Iterator[bytes]:
    cipher, number = AESGCM(key), 0
    with _path(storage_key).open("rb") as sealed:
        nonce, body = sealed.read(NONCE), sealed.read(CHUNK + TAG)
        while body:
            following_nonce, following = sealed.read(NONCE), sealed.read(CHUNK + TAG)
            try:
                yield cipher.decrypt(nonce, body, _place(storage_key, number, last=not following))
            except InvalidTag as wrong:
                raise Tampered(storage_key) from wrong
            nonce, body, number = following_nonce, following, number + 1


def remove(storage_key: str) -> None:
    _path(storage_key).unlink(missing_ok=True)


def _sealed(key: bytes, storage_key: str, content: IO[bytes]) -> Iterator[bytes]:
    cipher, number = AESGCM(key), 0
    chunk = content.read(CHUNK)
    while chunk:
        following = content.read(CHUNK)
        nonce = os.urandom(NONCE)
        yield nonce + cipher.encrypt(nonce, chunk, _place(storage_key, number, last=not following))
        chunk, number = following, number + 1


def _place(storage_key: str, number: int, *, last: bool) -> bytes:
    return f"{storage_key}:{number}:{int(last)}".encode()


def _path(storage_key: str) -> Path:
    return Path(settings.FILES_FOLDER) / storage_key[:2] / storage_key[2:]
