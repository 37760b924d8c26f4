"""The office's signing keys: made once, readable by their owner only, replaced without losing what they signed."""

from __future__ import annotations

import fcntl
import json
import os
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PUBLISHED: Final = "signing-keys.json"
ID_LENGTH: Final = 12


class NoSuchKey(LookupError):
    """This office has never published a key of that name."""


@dataclass(frozen=True)
class PublicKey:
    """`id` follows from the key itself. `until` is the last day on which it signed; empty while it still does."""

    id: str
    public: str
    since: str
    until: str = ""

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

    def document(self) -> str:
        """What the office publishes, as JSON."""
        return json.dumps({"office": self.office, "keys": [asdict(key) for key in self.keys]}, indent=1)


@dataclass(frozen=True)
class Signer:
    office: str
    id: str
    private: Ed25519PrivateKey


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
    """The first key. One that is there is left alone, so that this may be called at every start."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / "signing.lock").touch(mode=0o600)
    with (folder / "signing.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two first keys made at once would each be published alone
        if (folder / PUBLISHED).exists():
            return published(folder)
        return _publish(folder, PublicKeys(office, (_new_key(folder, on),)))


def rotate(folder: Path, *, on: date) -> PublicKeys:
    """A new key signs from today; the old one stays published for what it signed."""
    before = published(folder)
    *older, last = before.keys
    closed = PublicKey(last.id, last.public, last.since, on.isoformat())
    return _publish(folder, PublicKeys(before.office, (*older, closed, _new_key(folder, on))))


def current(folder: Path) -> Signer:
    """The newest key. Needs the right to read it."""
    known = published(folder)
    newest = known.keys[-1]
    private = serialization.load_pem_private_key(_file(folder, newest.id).read_bytes(), password=None)
    if not isinstance(private, Ed25519PrivateKey) or _raw(private.public_key()).hex() != newest.public:
        raise ValueError(f"the key file {newest.id} does not belong to its published half")
    return Signer(known.office, newest.id, private)


def _new_key(folder: Path, on: date) -> PublicKey:
    private = Ed25519PrivateKey.generate()
    public = _raw(private.public_key())
    written = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with os.fdopen(os.open(_file(folder, _id(public)), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        _to_disk(out, written)
    return PublicKey(_id(public), public.hex(), on.isoformat())


def _publish(folder: Path, keys: PublicKeys) -> PublicKeys:
    """After the private half is on the disk: a key that is published can always sign."""
    half_made = folder / f"{PUBLISHED}.new"
    with half_made.open("wb") as out:
        _to_disk(out, keys.document().encode())
    half_made.rename(folder / PUBLISHED)
    return keys


def _to_disk(out: Any, data: bytes) -> None:
    out.write(data)
    out.flush()
    os.fsync(out.fileno())


def _file(folder: Path, key_id: str) -> Path:
    return folder / f"signing-{key_id}.pem"


def _raw(public: Ed25519PublicKey) -> bytes:
    return public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def _id(public: bytes) -> str:
    return sha256(public).hexdigest()[:ID_LENGTH]
