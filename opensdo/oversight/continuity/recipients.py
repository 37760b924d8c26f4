"""Whom a backup is encrypted to. The private half is made once, written outside the installation, and kept apart."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from pyrage import IdentityError, x25519

NAME: Final = {False: "backup-recipients.txt", True: "key-recipients.txt"}


class NoRecipient(Exception):
    """Nobody could open what would be written."""


class NotAKey(Exception):
    """The file holds no private key in the age format."""


class Inside(Exception):
    """A key that lies inside the installation is lost with it, and found with it."""


def recipients(folder: Path, *, of_keys: bool = False) -> list[x25519.Recipient]:
    """One on each line of a public file, as `age -R` reads it. Raises NoRecipient."""
    path = folder / NAME[of_keys]
    lines = path.read_text().splitlines() if path.exists() else []
    found = [x25519.Recipient.from_str(line.strip()) for line in lines if line.strip() and not line.startswith("#")]
    if not found:
        raise NoRecipient(path)
    return found


def make(folder: Path, private: Path, *, outside: Path, of_keys: bool = False) -> str:
    """A new pair: the private half into a file of its own, the public half to those that are there.

    Raises Inside, and FileExistsError: a private key is never written over, nor made for nobody to use.
    """
    if private.resolve().is_relative_to(outside.resolve()):
        raise Inside(private)
    identity = x25519.Identity.generate()
    public = str(identity.to_public())
    what = "the keys" if of_keys else "backups"
    half_made = folder / f"{NAME[of_keys]}.new"
    known = folder / NAME[of_keys]
    half_made.write_text((known.read_text() if known.exists() else "") + f"{public}\n")
    with os.fdopen(os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(f"# Opens {what} of this office. Keep it apart from them.\n# public key: {public}\n{identity}\n")
        out.flush()
        os.fsync(out.fileno())
    half_made.rename(known)
    return public


def identities(private: Path) -> list[x25519.Identity]:
    """As `age-keygen` writes them, too. Raises NotAKey."""
    try:
        lines = [line.strip() for line in private.read_text().splitlines()]
        found = [x25519.Identity.from_str(line) for line in lines if line.startswith("AGE-SECRET-KEY-")]
    except OSError as error:
        raise NotAKey(f"The key {private} cannot be read: {error.strerror}.") from error
    except (UnicodeDecodeError, IdentityError) as error:
        raise NotAKey(f"{private} holds no private key: {error}") from error
    if not found:
        raise NotAKey(f"{private} holds no private key in the age format.")
    return found
