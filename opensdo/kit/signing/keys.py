"""The office's signing keys: made once, readable by their owner only, replaced without losing what they signed.

A key has one use, so that the process that signs receipts for everybody cannot sign a certificate.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PUBLISHED: Final = "signing-keys.json"
COMING: Final = "signing-next-{}.pem"  # a key that is made, and signs nothing yet
ID_LENGTH: Final = 12


class Use(StrEnum):
    """What a key may sign, and with that, which process needs it."""

    CERTIFICATES = "certificates"  # the staff site and the worker
    CHECKPOINTS = "checkpoints"  # the sealer
    RECEIPTS = "receipts"  # both sites


class NoSuchKey(LookupError):
    """This office has never published a key of that name."""


@dataclass(frozen=True)
class PublicKey:
    """`id` follows from the key itself. `until` is the last day on which it signed; empty while it still does.

    A key that was replaced stays good for what it signed. One that was revoked may be in wrong hands, and whoever has
    it can write any day he likes: nothing that it signed counts.
    """

    id: str
    public: str
    since: str
    until: str = ""
    use: str = Use.CERTIFICATES
    revoked_on: str = ""

    def key(self) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.public))

    def signed_on(self, day: date) -> bool:
        return self.since <= day.isoformat() and (not self.until or day.isoformat() <= self.until)


@dataclass(frozen=True)
class PublicKeys:
    """All that the office ever published, oldest first: what an old key signed stays checkable."""

    office: str
    keys: tuple[PublicKey, ...]

    def named(self, key_id: str) -> PublicKey:
        """Raises NoSuchKey."""
        found = next((key for key in self.keys if key.id == key_id), None)
        if found is None or found.id != _id(bytes.fromhex(found.public)):
            raise NoSuchKey(key_id)
        return found

    def newest(self, use: Use) -> PublicKey:
        """The one that signs today. Raises NoSuchKey."""
        found = [key for key in self.keys if key.use == use and not key.until and not key.revoked_on]
        if not found:
            raise NoSuchKey(use)
        return found[-1]

    def document(self) -> str:
        """What the office publishes, as JSON."""
        return json.dumps({"office": self.office, "keys": [asdict(key) for key in self.keys]}, indent=1)


@dataclass(frozen=True)
class Signer:
    office: str
    id: str
    private: Ed25519PrivateKey
    since: date = date.min


@dataclass(frozen=True)
class Change:
    """The names of the key that signed until now, and of the one that takes its place."""

    old: str
    new: str


def read_published(document: str) -> PublicKeys:
    """Raises ValueError when it is no list of keys."""
    try:
        read: dict[str, Any] = json.loads(document)
        return PublicKeys(str(read["office"]), tuple(PublicKey(**key) for key in read["keys"]))
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError("this is not a list of public keys") from error


def published(folder: Path) -> PublicKeys:
    return read_published((folder / PUBLISHED).read_text())


def make(folder: Path, *, office: str, on: date) -> PublicKeys:
    """The first key of each use. One that is there is left alone, so that this may be called at every start."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _locked(folder):  # two first keys made at once would each be published alone
        known = published(folder) if (folder / PUBLISHED).exists() else PublicKeys(office, ())
        used = {key.use for key in known.keys}
        missing = tuple(_new_key(folder, use, on) for use in Use if use not in used)
        return _publish(folder, replace(known, keys=(*known.keys, *missing))) if missing else known


@contextmanager
def changing(folder: Path, *, on: date, use: Use = Use.CERTIFICATES) -> Iterator[Change]:
    """Whoever writes down that a key changes does so inside: it changes after that. What a run that died had begun is
    finished with the same key, so that what was written down comes true. Raises NoSuchKey, ValueError."""
    with _locked(folder):
        known, coming = published(folder), folder / COMING.format(use)
        new = _coming(coming, known, use, on)
        old = [key for key in known.keys if key.use == use and key.id != new.id][-1]
        yield Change(old.id, new.id)
        if known.newest(use).id != new.id:
            kept = tuple(replace(key, until=on.isoformat()) if key == old else key for key in known.keys)
            _write(file_of(folder, new.id), coming.read_bytes(), 0o600)
            _publish(folder, replace(known, keys=(*kept, new)))
        coming.unlink()


def begun(folder: Path, use: Use) -> bool:
    """Did a change of the key for this use begin, and not end?"""
    return (folder / COMING.format(use)).exists()


def revoke(folder: Path, key_id: str, *, on: date) -> PublicKeys:
    """Nothing that it signed counts any more. If it was in use, a new one takes its place. Raises NoSuchKey."""
    with _locked(folder):
        before = published(folder)
        lost, day = before.named(key_id), on.isoformat()
        gone = replace(lost, until=lost.until or day, revoked_on=lost.revoked_on or day)
        kept = tuple(gone if key == lost else key for key in before.keys)
        added = () if lost.until else (_new_key(folder, Use(lost.use), on),)
        return _publish(folder, replace(before, keys=(*kept, *added)))


def current(folder: Path, use: Use = Use.CERTIFICATES) -> Signer:
    """The newest key of that use. Raises OSError without the right to read it, ValueError when it does not fit."""
    known = published(folder)
    newest = known.newest(use)
    private = _read(file_of(folder, newest.id))
    if _raw(private.public_key()).hex() != newest.public:
        raise ValueError(f"the key file {newest.id} does not belong to its published half")
    return Signer(known.office, newest.id, private, date.fromisoformat(newest.since))


def file_of(folder: Path, key_id: str) -> Path:
    """The private half."""
    return folder / f"signing-{key_id}.pem"


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    (folder / "signing.lock").touch(mode=0o600)
    with (folder / "signing.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _new_key(folder: Path, use: Use, on: date) -> PublicKey:
    private = Ed25519PrivateKey.generate()
    made = _half(private, use, on)
    _write(file_of(folder, made.id), _pem(private), 0o600)
    return made


def _coming(file: Path, known: PublicKeys, use: Use, on: date) -> PublicKey:
    """The key that waits there, or a new one: also where that one has served already, and something else came after."""
    if file.exists():
        waiting = _half(_read(file), use, on)
        if waiting.id in {key.id for key in known.keys} - {known.newest(use).id}:
            file.unlink()
    if not file.exists():
        _write(file, _pem(Ed25519PrivateKey.generate()), 0o600)
    return _half(_read(file), use, on)


def _half(private: Ed25519PrivateKey, use: Use, on: date) -> PublicKey:
    public = _raw(private.public_key())
    return PublicKey(_id(public), public.hex(), on.isoformat(), use=use)


def _publish(folder: Path, keys: PublicKeys) -> PublicKeys:
    """After the private half is on the disk: a key that is published can always sign."""
    _write(folder / PUBLISHED, keys.document().encode(), 0o666)
    return keys


def _read(file: Path) -> Ed25519PrivateKey:
    private = serialization.load_pem_private_key(file.read_bytes(), password=None)
    if not isinstance(private, Ed25519PrivateKey):
        raise ValueError(f"{file.name} holds another kind of key")
    return private


def _pem(private: Ed25519PrivateKey) -> bytes:
    return private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(file: Path, data: bytes, mode: int) -> None:
    """Whole and on the disk, or not at all. What a run that died left half made is made anew."""
    half_made = file.with_name(f"{file.name}.new")
    half_made.unlink(missing_ok=True)
    with os.fdopen(os.open(half_made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    half_made.rename(file)
    folder = os.open(file.parent, os.O_RDONLY)
    os.fsync(folder)  # or a power cut may take the new name back
    os.close(folder)


def _raw(public: Ed25519PublicKey) -> bytes:
    return public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def _id(public: bytes) -> str:
    return sha256(public).hexdigest()[:ID_LENGTH]
