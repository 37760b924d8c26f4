"""Where sealed bytes lie: a folder, or a bucket of any store that speaks S3. Nobody reads them without their keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import IO, Protocol
from urllib.parse import urlsplit

from django.conf import settings

from opensdo.papers.documents.storage.folder import Folder


class Storage(Protocol):
    """Names are hexadecimal. What is there is whole; a name that is not there raises Missing, a store that is full or
    away Unavailable."""

    def put(self, name: str, chunks: Iterable[bytes]) -> None: ...
    def get(self, name: str) -> AbstractContextManager[IO[bytes]]: ...
    def remove(self, name: str) -> None: ...
    def names(self, *, before: datetime | None = None) -> Iterator[str]:
        """Of what was laid down before this moment, or of all."""

    def clear_half_made(self, *, before: datetime) -> int:
        """What a `put` left that was killed, if it began before this moment."""


def storage() -> Storage:
    """`OPENSDO_FILES` names a folder, or `s3://bucket/prefix`."""
    return _storage(str(settings.FILES_FOLDER), settings.S3_ENDPOINT)


@cache
def _storage(where: str, endpoint: str) -> Storage:
    if not where.startswith("s3://"):
        return Folder(Path(where))
    from opensdo.papers.documents.storage.bucket import Bucket  # noqa: PLC0415  (its library is an extra)

    asked = urlsplit(where)
    return Bucket(asked.netloc, asked.path.strip("/"), endpoint)
