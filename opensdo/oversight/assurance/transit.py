"""What travels, and under what protection: the two sites to visitors, and this office to what it talks with."""

from __future__ import annotations

from collections.abc import Iterator
from http.cookies import Morsel
from typing import Any, Final
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.db.backends.utils import CursorWrapper
from django.urls import reverse

from opensdo.kit.hosts import stays_here
from opensdo.oversight.assurance.browser import knock

YEAR: Final = 31_536_000
CONNECTION = "SELECT coalesce(host(inet_server_addr()), 'localhost')"  # none: a socket of this computer


def on_one_computer() -> bool:
    """A test system: no visitor from elsewhere can name it, and nobody in front of it speaks for others."""
    names = [*settings.ALLOWED_HOSTS, *(urlsplit(each).hostname or "" for each in _origins())]
    return not settings.BEHIND_PROXY and all(map(stays_here, names))


def open_doors() -> Iterator[str]:
    """What of the two sites can be read on the way. Asked as a stranger's browser asks."""
    yield from (f"{origin} is not https" for origin in _origins() if not origin.startswith("https://"))
    for path in (reverse("pages:home"), reverse("account_login")):
        plain, safe = knock(path, secure=False), knock(path, secure=True)
        if plain.status_code not in (301, 308) or not plain.headers.get("Location", "").startswith("https://"):
            yield f"{path} answers without encryption"
        if _remembered(safe.headers.get("Strict-Transport-Security", "")) < YEAR:
            yield f"{path} lets a browser come back without encryption"
        yield from (f"the cookie {cookie.key} is not bound" for cookie in safe.cookies.values() if not _bound(cookie))


def open_ways(cursor: CursorWrapper) -> dict[str, bool]:
    """Each service that this process talks with, and whether what is said can be read on the way."""
    cursor.execute(CONNECTION)
    database = stays_here(cursor.fetchone()[0]) or _proven(cursor.connection)
    store = settings.S3_ENDPOINT if str(settings.FILES_FOLDER).startswith("s3://") else ""
    mail = settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL or stays_here(settings.EMAIL_HOST)
    scanner = settings.CLAMD.rpartition(":")[0]
    return {
        "the database": not database,
        "the mail server": not mail,
        "the store of files": _is_open(store),
        "the key service": _is_open(settings.KEY_SERVICE),
        "the virus scanner": not (settings.CLAMD.startswith("/") or not scanner or stays_here(scanner)),
    }


def _proven(database: psycopg.Connection[Any]) -> bool:
    """Encrypted is not enough: who sits between would only have to answer first."""
    return database.pgconn.ssl_in_use and database.info.get_parameters().get("sslmode") == "verify-full"


def _is_open(url: str) -> bool:
    parts = urlsplit(url)
    return bool(url) and parts.scheme not in ("https", "unix") and not stays_here(parts.hostname or "")


def _remembered(header: str) -> int:
    for part in header.split(";"):
        name, _, value = part.strip().partition("=")
        if name.lower() == "max-age" and value.isdigit():
            return int(value)
    return 0


def _bound(cookie: Morsel[Any]) -> bool:
    return bool(cookie["secure"] and cookie["httponly"]) and str(cookie["samesite"]).lower() in ("lax", "strict")


def _origins() -> tuple[str, str]:
    return settings.PUBLIC_ORIGIN, settings.STAFF_ORIGIN
