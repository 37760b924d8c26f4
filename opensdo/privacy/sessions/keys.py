"""What a site vouches with, made from the secret that only this kind of process can read."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

BLOCK: Final = 64  # of SHA-256
SITES: Final = ("opensdo_public", "opensdo_staff")
BEFORE: Final = ".before"  # an older secret: what it encrypted is still read, nothing new is


def vouch(*said: object) -> bytes:
    """The database refuses a session or a password for which the site did not say this."""
    message = "\n".join((*map(str, said[:1]), str(settings.LOGIN), *map(str, said[1:])))
    return hmac.digest(next(site_keys("session")), message.encode(), "sha256")


def site_keys(use: str) -> Iterator[bytes]:
    """One for each use, of this site: from today's secret first, then from the one before it."""
    path = secret_file(str(settings.LOGIN))
    if not path.exists():
        raise ImproperlyConfigured(f"There is no {path.name} among the keys. `opensdo init` makes it.")
    for each in (path, path.with_name(path.name + BEFORE)):
        if each.exists():
            yield _derive(each, use)


def secret_file(login: str) -> Path:
    return Path(settings.SECRETS_FOLDER) / f"secret.{login}"


def make_secret(login: str) -> None:
    path = secret_file(login)
    if not path.exists():
        half_made = path.with_name(f"{path.name}.new")
        half_made.touch(mode=0o600)
        half_made.write_text(secrets.token_urlsafe(48))
        half_made.rename(path)


@cache
def _derive(path: Path, use: str) -> bytes:
    return hmac.digest(path.read_bytes(), f"opensdo {use}".encode(), "sha256")


def enrol(*, using: str) -> None:
    """Tell the database the keys of the sites whose secrets lie here: an operator's machine has both."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT make_context_key()")
        for site in SITES:
            if (path := secret_file(site)).exists():
                key = _derive(path, "session").ljust(BLOCK, b"\0")
                pads = [bytes(byte ^ pad for byte in key) for pad in (0x36, 0x5C)]
                cursor.execute(
                    "INSERT INTO sessions_sitekey (site, inner_pad, outer_pad) VALUES (%s, %s, %s)"
                    " ON CONFLICT (site) DO UPDATE SET inner_pad = excluded.inner_pad, outer_pad = excluded.outer_pad",
                    [site, *pads],
                )


def ticket_of(cookie: str) -> bytes:
    """What the database is shown in place of the cookie. Its table has the hash of it."""
    return sha256(b"ticket:" + cookie.encode()).digest()
