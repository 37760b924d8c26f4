"""Where backups lie: a folder that is there already. What is written halfway is never taken for a whole one."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import IO, Final

SEALED, LABEL, HALF = ".age", ".json", ".half"
PIECE: Final = 1024 * 1024


class NotThere(Exception):
    """The folder cannot be written to: a disk that is not mounted, a share that is away."""


class Full(Exception):
    """There is no room; nothing was left behind."""


@dataclass(frozen=True)
class Label:
    """What lies in the open beside a backup: no content, no counts, what is needed to keep or to destroy it."""

    name: str
    made_at: str
    size: int
    digest: str
    build: str
    keyrings: tuple[str, ...]
    keep_until: str

    @property
    def until(self) -> date | None:
        return date.fromisoformat(self.keep_until) if self.keep_until else None


class Counted:
    """Passes bytes on, and knows how many and their digest."""

    def __init__(self, out: IO[bytes]) -> None:
        self.out, self.size, self.hash = out, 0, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.out.write(data)
        self.size += len(data)
        self.hash.update(data)
        return len(data)

    def flush(self) -> None:
        self.out.flush()

    @property
    def digest(self) -> str:
        return self.hash.hexdigest()


@contextmanager
def new(folder: Path, name: str) -> Iterator[Counted]:
    """All or nothing. Under a name that says it is half made until the disk has the last byte."""
    half_made = folder / f"{name}{SEALED}{HALF}"
    if not folder.is_dir():
        raise NotThere(f"{folder} is not there. Is the disk mounted? Nothing was written.")
    _clear(folder)
    try:
        with half_made.open("xb") as out:
            fcntl.flock(out, fcntl.LOCK_EX)
            half_made.chmod(0o600)
            yield (counted := Counted(out))
            out.flush()
            os.fsync(out.fileno())
        half_made.rename(folder / f"{name}{SEALED}")
        _to_disk(folder)
    except BaseException as failed:
        with suppress(OSError):
            half_made.unlink(missing_ok=True)
        if isinstance(failed, OSError) and failed.errno in (28, 122, 27):  # no space, quota, too large
            raise Full(f"{folder} is full after {counted.size:,} bytes. What was begun is removed.") from failed
        if isinstance(failed, OSError) and failed.errno in (5, 13, 30, 107, 116):  # gone, or not ours to write to
            raise NotThere(f"{folder} cannot be written to ({failed.strerror}). What was begun is removed.") from failed
        raise


def put_label(folder: Path, label: Label) -> None:
    """The last step: only what has one is a backup."""
    half_made = folder / f"{label.name}{LABEL}{HALF}"
    with half_made.open("w") as out:
        json.dump(asdict(label), out, indent=1)
        out.flush()
        os.fsync(out.fileno())
    half_made.rename(folder / f"{label.name}{LABEL}")
    _to_disk(folder)


def labels(folder: Path) -> list[Label]:
    """Newest last. One whose file is gone, or has another length, is left out."""
    if not folder.is_dir():
        raise NotThere(f"{folder} is not there. Is the disk mounted?")
    found = []
    for path in folder.glob(f"*{LABEL}"):
        with suppress(ValueError, TypeError, KeyError):
            said = json.loads(path.read_text())
            found.append(Label(**said | {"keyrings": tuple(said["keyrings"])}))
    there = [label for label in found if _size(folder / f"{label.name}{SEALED}") == label.size]
    return sorted(there, key=lambda label: label.made_at)


def remove(folder: Path, name: str) -> None:
    """The label first: a kill in between leaves something that is no backup."""
    for ending in (LABEL, SEALED):
        (folder / f"{name}{ending}").unlink(missing_ok=True)
        _to_disk(folder)


def digest_of(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _clear(folder: Path) -> None:
    """What a killed backup left: nobody holds its lock any more."""
    for path in folder.glob(f"*{HALF}"):
        with suppress(OSError), path.open("rb") as left:
            fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else -1


def _to_disk(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
