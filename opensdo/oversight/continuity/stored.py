"""The sealed files as they lie in their store: copied as they are, without a key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings

from opensdo.oversight.continuity import snapshot
from opensdo.oversight.continuity.archive import pieces
from opensdo.papers.documents import storage


def size(key: str) -> int | None:
    path = storage._path(key)
    return path.stat().st_size if path.exists() else None


def read(key: str) -> Iterator[bytes]:
    with storage._path(key).open("rb") as sealed:
        yield from pieces(sealed)


def still_named(keys: Iterable[str]) -> list[str]:
    """A file that was not there is lost only when its record still is: it may have been removed meanwhile."""
    absent = list(keys)
    if not absent:
        return []
    with snapshot.taken() as now:
        return sorted(set(absent) & set(now.files()))


def folder() -> Path:
    return Path(settings.FILES_FOLDER)
