"""The sealed files as they lie in their store, folder or bucket: copied and put back as they are, without a key."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import IO, Final, cast

from opensdo.oversight.continuity import snapshot
from opensdo.oversight.continuity.archive import pieces
from opensdo.oversight.continuity.manifest import Stored
from opensdo.papers.documents.storage import storage
from opensdo.papers.documents.storage.missing import Missing

NAME: Final = re.compile(r"[0-9a-f]{8,128}")
IN_MEMORY: Final = 32 * 1024 * 1024  # most files; what is larger waits on the disk, sealed


class NotAsBackedUp(Exception):
    """The bytes of a file are not the ones that were backed up."""


@contextmanager
def copied(name: str) -> Iterator[tuple[Stored, IO[bytes]] | None]:
    """None when it is not there."""
    with SpooledTemporaryFile(max_size=IN_MEMORY) as copy:
        try:
            with storage().get(name) as sealed:
                digest = hashlib.sha256()
                for piece in pieces(sealed):
                    digest.update(piece)
                    copy.write(piece)
        except Missing:
            yield None
            return
        size = copy.tell()
        copy.seek(0)
        yield Stored(size, digest.hexdigest()), cast("IO[bytes]", copy)


def put_back(name: str, content: IO[bytes], said: Stored) -> None:
    """All or nothing. Raises NotAsBackedUp."""
    if not NAME.fullmatch(name):
        raise NotAsBackedUp(f"There is no file with the name {name!r}.")
    storage().put(name, _proven(name, content, said))


def others(named: Collection[str]) -> bool:
    """Whether anything lies here that does not belong to this backup."""
    return any(name not in named for name in storage().names())


def still_named(absent: Iterable[str]) -> list[str]:
    """A file that was not there is lost only when its record still is: it may have been removed meanwhile."""
    names = set(absent)
    if not names:
        return []
    with snapshot.taken() as now:
        return sorted(names & now.files().keys())


def _proven(name: str, content: IO[bytes], said: Stored) -> Iterator[bytes]:
    digest, size = hashlib.sha256(), 0
    for piece in pieces(content):
        digest.update(piece)
        size += len(piece)
        yield piece
    if Stored(size, digest.hexdigest()) != said:
        raise NotAsBackedUp(f"The file {name} is not the one that was backed up.")
