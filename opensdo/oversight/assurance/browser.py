"""Visit the site's own pages inside this process, as a stranger, through every middleware."""

from __future__ import annotations

import logging
import operator
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.test import Client, override_settings
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from opensdo.oversight.assurance.pages import Page, elsewhere, read
from opensdo.privacy.data.purposes import Login
from opensdo.privacy.policy.controls import ROUND

MOST = 150  # pages; of a list with a million entries the first few tell as much
PER_ADDRESS = 4  # visits to one kind of page
NOT_OURS = ("/staff/", "/demo/", "/static/")


def crawl() -> list[Page]:
    """Every page that a stranger can open: all addresses without a blank, and what they lead to.

    Read once in a round of questions, and anew for each sabotage, which comes with settings of its own.
    """
    global _last  # noqa: PLW0603
    state = (ROUND.get(), settings._wrapped)  # type: ignore[misc]
    if _last is None or state[0] is None or not all(map(operator.is_, _last[0], state)):
        _last = (state, _crawl())
    return _last[1]


def _crawl() -> list[Page]:
    with _as_the_public_site(), translation.override(settings.LANGUAGE_CODE):
        client, seen, found = _client(), dict[str, int](), list[Page]()
        waiting = deque(sorted(_addresses()))
        known = set(waiting)
        while waiting and len(found) < MOST:
            page = visit(waiting.popleft(), client)
            if page is None:
                continue
            found.append(page)
            for path in _onward(page):
                kind = _kind(path)
                if path not in known and seen.get(kind, 0) < PER_ADDRESS:
                    known.add(path)
                    seen[kind] = seen.get(kind, 0) + 1
                    waiting.append(path)
        return found


_last: tuple[tuple[object, object], list[Page]] | None = None


def look(path: str) -> Page:
    """One page, also when it fails; a redirection stays one."""
    with _as_the_public_site(), translation.override(settings.LANGUAGE_CODE):
        return visit(path, _client(), whatever=True) or Page(path)


def visit(path: str, client: Client, *, whatever: bool = False) -> Page | None:
    """None for what is not a page: a file, a redirection, a feed."""
    client.cookies.clear()
    with _quiet():
        answer = client.get(path, secure=settings.TLS)  # Django's client says http whatever the environment says
    html = answer.headers.get("Content-Type", "").startswith("text/html")
    if not whatever and (answer.status_code in (301, 302, 303, 405) or not (html or answer.status_code >= 500)):
        return None
    cookies = {name: bool(cookie["max-age"] or cookie["expires"]) for name, cookie in answer.cookies.items()}
    page = Page(path, answer.status_code, {name.lower(): value for name, value in answer.items()}, cookies)
    return read(page, answer.content.decode(errors="replace")) if html and not answer.streaming else page


def _client() -> Client:
    origin = urlsplit(settings.PUBLIC_ORIGIN)
    environment: dict[str, Any] = {"SERVER_NAME": origin.hostname or "localhost"}
    return Client(raise_request_exception=False, **environment)


@contextmanager
def _quiet() -> Iterator[None]:
    """A page that is not there, or takes no GET, is an answer; only a failure is worth a line in the log."""
    log = logging.getLogger("django.request")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(before)


@contextmanager
def _as_the_public_site() -> Iterator[None]:
    """An operator's process has another login: what it can read, a visitor may not."""
    mine = connections[DEFAULT_DB_ALIAS]
    with override_settings(LOGIN=Login.PUBLIC):
        if mine.settings_dict["USER"] not in (Login.STAFF, Login.WORKER):
            yield
            return
        theirs = mine.copy()
        passfile = {"passfile": str(settings.SERVER.passfile(Login.PUBLIC))}
        theirs.settings_dict |= {"USER": Login.PUBLIC, "OPTIONS": passfile}
        connections[DEFAULT_DB_ALIAS] = theirs
        try:
            yield
        finally:
            theirs.close()
            connections[DEFAULT_DB_ALIAS] = mine


def _onward(page: Page) -> Iterable[str]:
    for link in page.links:
        if elsewhere(link.url) or urlsplit(link.url).scheme:
            continue
        path = urlsplit(urljoin(page.path, link.url)).path
        if path and not path.startswith(NOT_OURS):
            yield path


def _kind(path: str) -> str:
    """Pages drawn by the same view count as one kind."""
    try:
        return get_resolver().resolve(path).route
    except Exception:  # noqa: BLE001
        return path


def _addresses() -> set[str]:
    return {"/", *(path for path in _walk(get_resolver(), "") if not path.startswith(NOT_OURS))}


def _walk(resolver: URLResolver, space: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry, inner)
        elif isinstance(entry, URLPattern) and entry.name:
            try:
                yield reverse(f"{space}{entry.name}")
            except NoReverseMatch:
                continue
