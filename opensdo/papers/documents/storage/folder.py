"""Sealed files in a folder of this machine, or of one that several machines share."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Final

from opensdo.papers.documents.storage.missing import Missing, Unavailable

HALF: Final = ".half"


@dataclass(frozen=True)
class Folder:
    root: Path

    def put(self, name: str, chunks: Iterable[bytes]) -> None:
        """All or nothing: a file that is there is whole and on the disk."""
        path = self._path(name)
        try:
            self._lay_down(path, chunks)
        except OSError as error:
            raise Unavailable(error.errno, error.strerror) from error

    def _lay_down(self, path: Path, chunks: Iterable[bytes]) -> None:
        self._make_room(path.parent)
        half_made = path.with_suffix(f".{secrets.token_hex(4)}{HALF}")
        try:
            with os.fdopen(os.open(half_made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640), "wb") as out:
                for chunk in chunks:
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            half_made.rename(path)
        finally:
            half_made.unlink(missing_ok=True)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    @contextmanager
    def get(self, name: str) -> Iterator[IO[bytes]]:
        try:
            content = self._path(name).open("rb")
        except FileNotFoundError:
            raise Missing(name) from None
        except OSError as error:
            raise Unavailable(error.errno, error.strerror) from error
        with content:
            yield content

    def remove(self, name: str) -> None:
        self._path(name).unlink(missing_ok=True)

    def names(self, *, before: datetime | None = None) -> Iterator[str]:
        for path in sorted(self.root.glob("??/*")):
            if path.suffix != HALF and (before is None or _is_older(path, before)):
                yield path.parent.name + path.name

    def clear_half_made(self, *, before: datetime) -> int:
        left = [path for path in self.root.glob(f"??/*{HALF}") if _is_older(path, before)]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def _make_room(self, folder: Path) -> None:
        """What the public site lays down under an account of its own, the group of the folder reads and clears."""
        if not folder.exists():
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o2770)

    def _path(self, name: str) -> Path:
        return self.root / name[:2] / name[2:]


def _is_older(path: Path, than: datetime) -> bool:
    try:
        return path.stat().st_mtime < than.timestamp()
    except FileNotFoundError:  # taken back at this moment
        return False
