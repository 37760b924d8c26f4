"""One encrypted file that holds many: a tar inside the age format, so that `age -d` and `tar` open it without us.

Both directions stream: nothing but one piece at a time is in memory, and nothing plain touches the disk.
"""

from __future__ import annotations

import os
import tarfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, Final, Protocol

import pyrage

PIECE: Final = 64 * 1024
BLOCK: Final = tarfile.BLOCKSIZE


Opened = Iterator[tuple[str, IO[bytes]]]


class Writes(Protocol):
    def write(self, data: bytes, /) -> int: ...
    def flush(self) -> None: ...


class Unreadable(Exception):
    """It is not whole, was changed, or was not made for this key."""


@dataclass(frozen=True)
class Member:
    """`size` has to be told before the bytes: a tar names it first."""

    name: str
    size: int
    pieces: Iterable[bytes]
    changed_at: float = 0.0  # only what is told its age by its file carries one


def write(out: Writes, members: Iterable[Member], recipients: Sequence[pyrage.x25519.Recipient]) -> None:
    """What goes wrong while a member is read comes out as it was raised."""
    source, sink = _Source(_tar(members)), _Sink(out)
    try:
        pyrage.encrypt_io(source, sink, list(recipients))
    except Exception as failed:
        raise source.failed or sink.failed or failed from failed


@contextmanager
def reading(
    sealed: IO[bytes], identities: Sequence[pyrage.x25519.Identity]
) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    """Name and content of each member, in order. Raises Unreadable, at the latest when the last one is read."""
    out, into = os.pipe()
    deciphering = _Deciphering(sealed, into, identities)
    with os.fdopen(out, "rb") as plain:
        deciphering.start()
        try:
            yield _members(plain, deciphering)
        except tarfile.TarError as broken:
            raise Unreadable("It is not a backup, or a part of it is missing.") from broken
        finally:
            plain.close()
            deciphering.join()


def pieces(content: IO[bytes], size: int = PIECE) -> Iterator[bytes]:
    while piece := content.read(size):
        yield piece


def _members(plain: IO[bytes], deciphering: _Deciphering) -> Iterator[tuple[str, IO[bytes]]]:
    try:
        with tarfile.open(fileobj=plain, mode="r|") as tar:
            for info in tar:
                content = tar.extractfile(info) if info.isreg() else None
                if content is None:
                    raise Unreadable(f"It holds {info.name!r}, which is no file.")
                yield info.name, content
        while plain.read(PIECE):
            pass
    except (tarfile.TarError, OSError) as broken:
        plain.close()
        deciphering.join()
        raise Unreadable(deciphering.why or "It is not a backup, or a part of it is missing.") from broken
    deciphering.join()
    if deciphering.why:
        raise Unreadable(deciphering.why)


class _Deciphering(threading.Thread):
    """pyrage pushes, tar pulls: a pipe lies between the two."""

    def __init__(self, sealed: IO[bytes], into: int, identities: Sequence[pyrage.x25519.Identity]) -> None:
        super().__init__(daemon=True)
        self.sealed, self.into, self.identities = sealed, into, list(identities)
        self.why = ""

    def run(self) -> None:
        try:
            with suppress(BrokenPipeError):  # nobody reads on
                pyrage.decrypt_io(self.sealed, self, self.identities)
        except pyrage.DecryptError as failed:
            known = "matching keys" in str(failed)
            self.why = "This key does not open it." if known else "It is not a backup, or its beginning was damaged."
        except OSError:
            self.why = "It was cut off or changed after it was written."
        finally:
            with suppress(OSError):
                os.close(self.into)

    def write(self, data: bytes) -> int:
        left = memoryview(data)
        while left:
            left = left[os.write(self.into, left) :]
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""


class _Source:
    """A file to read from, made of pieces of any length."""

    def __init__(self, made: Iterator[bytes]) -> None:
        self.made, self.left = made, memoryview(b"")
        self.failed: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        if not self.left:
            try:
                self.left = memoryview(next(self.made, b""))
            except BaseException as failed:
                self.failed = failed
                raise
        given, self.left = self.left[:size], self.left[size:]
        return bytes(given)


class _Sink:
    """pyrage tells of an error in words only; the error itself is kept for whoever has to act on it."""

    def __init__(self, out: Writes) -> None:
        self.out = out
        self.failed: BaseException | None = None

    def write(self, data: bytes) -> int:
        try:
            return self.out.write(data)
        except BaseException as failed:
            self.failed = failed
            raise

    def flush(self) -> None:
        self.out.flush()


def _tar(members: Iterable[Member]) -> Iterator[bytes]:
    for member in members:
        info = tarfile.TarInfo(member.name)
        info.size, info.mode, info.mtime = member.size, 0o600, int(member.changed_at)
        yield info.tobuf(tarfile.PAX_FORMAT)
        written = 0
        for piece in member.pieces:
            if piece:
                written += len(piece)
                yield piece
        if written != member.size:
            raise OSError(f"{member.name} has {written} bytes and not {member.size}: it changed while it was read")
        if rest := -written % BLOCK:
            yield bytes(rest)
    yield bytes(2 * BLOCK)
