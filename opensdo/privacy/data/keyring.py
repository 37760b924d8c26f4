"""Which keys there are: a folder with one pair for each epoch, read anew whenever a file joins or leaves it.

`NAME.pub` is for every process, `NAME.key` for those that may open. The newest epoch is the last by name.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from io import BufferedIOBase
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from django.conf import settings

from opensdo.privacy.data import keys, remote
from opensdo.privacy.data.keys import FileKey, NotHere, OpeningKey, SealingKey, Unopenable

PUBLIC, PRIVATE = "[0-9]*.pub", "[0-9]*.key"
SETTLED: Final = 2_000_000_000  # a folder changed twice in one tick of the disk's clock shows one time only


class Unsafe(Unopenable):
    what = "The file of the private key can be read by others on this server, so it is not used."
    remedy = "Tell the people who run this server: `opensdo keys check` says which file, and what to type."


class NoKeys(Exception):
    """Nothing can be sealed here."""


@dataclass(frozen=True)
class Ring:
    """What lay in the folder when it was looked at."""

    public: dict[str, SealingKey]
    private: tuple[str, ...]

    @property
    def newest(self) -> SealingKey:
        if not self.public:
            raise NoKeys(f"there is no public key in {folder()}: `opensdo init` makes the first pair")
        return self.public[max(self.public)]


def folder() -> Path:
    return Path(settings.KEYRING_FOLDER)


_seen: dict[Path, tuple[int, Ring]] = {}
_opening: dict[Path, tuple[tuple[int, int], FileKey]] = {}


def ring() -> Ring:
    """One look at the folder's time for each use: a new epoch is taken up without a restart."""
    place = folder()
    try:
        changed = place.stat().st_mtime_ns
    except FileNotFoundError:
        return Ring({}, ())
    known = _seen.get(place)
    if known and known[0] == changed:
        return known[1]
    found = _read(place)
    if abs(time.time_ns() - changed) > SETTLED:
        _seen[place] = (changed, found)
    return found


def sealing_key() -> SealingKey:
    return ring().newest


def opening_key(name: str) -> OpeningKey:
    """From a file if it is here, else from the key service if there is one. Raises Unopenable."""
    if name in ring().private:
        return _file_key(name)
    if settings.KEY_SERVICE:
        return remote.RemoteKey(name, remote.configured())
    raise NotHere(name)


def unwrap(name: str, wrapped: bytes, place: str) -> bytes:
    return keys.unwrap(opening_key(name), wrapped, place)


def fits(name: str) -> bool:
    """Whether what is sealed to the public half opens here. Raises Unopenable when it cannot be asked."""
    probe, place = keys.new_key(), f"probe:{name}"
    return name in ring().public and unwrap(name, ring().public[name].wrap(probe, place), place) == probe


def name_after(newest: str, today: date) -> str:
    """Later than every name before it, even when the clock was turned back."""
    if today.isoformat() > newest:
        return today.isoformat()
    stem, _, number = newest.partition(".")
    return f"{stem}.{int(number or 1) + 1:02}"


def make_next(today: date, *, after: str) -> str:
    """A new epoch, unless somebody was faster."""
    with _locked(folder()):
        found = _read(folder())
        if found.newest.name != after:
            return found.newest.name
        name = name_after(after, today)
        _make(folder(), name)
    return name


def make_keyring(folder: Path, name: str) -> None:
    """The first pair; one that is there is left alone."""
    with _locked(folder):  # two that make one pair at once would leave halves that do not fit
        if not (folder / f"{name}.pub").exists():
            _make(folder, name)


def forget(name: str) -> bool:
    """The private half of a retired epoch: overwritten, then gone. Whether it was a file here."""
    path = folder() / f"{name}.key"
    if not path.exists():
        return False
    with path.open("r+b") as out:
        out.write(bytes(keys.LENGTH))
        _to_disk(out)
    path.unlink()
    return True


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "lock").touch(mode=0o600)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make(folder: Path, name: str) -> None:
    """The private half is on the disk first, for its owner only; the public half says that the pair is whole."""
    key = X25519PrivateKey.generate()
    private = folder / f"{name}.key"
    private.unlink(missing_ok=True)  # half of a pair that was never finished: nothing was sealed to it
    with os.fdopen(os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(key.private_bytes_raw())
        _to_disk(out)
    half_made = folder / f"{name}.half"
    with half_made.open("wb") as out:
        out.write(key.public_key().public_bytes_raw())
        _to_disk(out)
    half_made.rename(folder / f"{name}.pub")


def _read(place: Path) -> Ring:
    public = {
        path.stem: SealingKey(path.stem, X25519PublicKey.from_public_bytes(path.read_bytes()))
        for path in sorted(place.glob(PUBLIC))
    }
    private = tuple(sorted(path.stem for path in place.glob(PRIVATE) if os.access(path, os.R_OK)))
    return Ring(public, private)


def _file_key(name: str) -> FileKey:
    path = folder() / f"{name}.key"
    try:
        found = path.stat()
        if found.st_mode & 0o077:
            raise Unsafe(f"{path} can be read by others (mode {found.st_mode & 0o777:03o}); type: chmod 600 {path}")
        version, known = (found.st_mtime_ns, found.st_ino), _opening.get(path)
        if known is None or known[0] != version:
            known = _opening[path] = (version, FileKey(name, X25519PrivateKey.from_private_bytes(path.read_bytes())))
    except (FileNotFoundError, PermissionError) as gone:
        raise NotHere(name) from gone
    except ValueError as broken:
        raise keys.Mismatched(name) from broken
    return known[1]


def _to_disk(out: BufferedIOBase) -> None:
    out.flush()
    os.fsync(out.fileno())
