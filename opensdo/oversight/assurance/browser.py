"""Visit the site's own pages inside this process, as a stranger, through every middleware."""

from __future__ import annotations

import logging
import operator
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from opensdo.oversight.assurance.logins import as_login
from opensdo.oversight.assurance.pages import Page, elsewhere, read
from opensdo.privacy.data.purposes import Login
from opensdo.privacy.policy.controls import BROKEN, ROUND

MOST = 150  # pages; of a list with a million entries the first few tell as much
PER_ADDRESS = 4  # visits to one kind of page
NOT_OURS = ("/staff/", "/demo/", "/static/")


@dataclass(frozen=True)
class Read:
    """What was read, and in which state of the system: pages of one state are never taken for those of another."""

    state: tuple[object, ...]
    pages: list[Page]


def crawl() -> list[Page]:
    """Every page that a stranger can open: all addresses without a blank, and what they lead to.

    Found once in a round of questions; the same pages are read anew whenever something was broken on purpose.
    """
    global _last, _first  # noqa: PLW0603
    state = (ROUND.get(), BROKEN.get(), settings._wrapped)  # type: ignore[misc]
    if _last is None or state[0] is None or not _same(_last.state, state):
        known = [page.path for page in _first.pages] if _first and state[0] and _same(_first.state[:1], state) else []
        _last = Read(state, _crawl(ONLY.get() or known))
        _first = _first if known else _last
    return _last.pages


_last: Read | None = None
_first: Read | None = None
# Where a sabotage shows on a page that is known, these are the pages to read: the others would only take time.
ONLY: ContextVar[Sequence[str]] = ContextVar("only", default=())


def _same(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return all(map(operator.is_, one, other))


def _crawl(known: Sequence[str]) -> list[Page]:
    with as_login(Login.PUBLIC), translation.override(settings.LANGUAGE_CODE):
        client = _client()
        if known:
            return [page for path in known if (page := visit(path, client))]
        return list(_explore(client))


def _explore(client: Client) -> Iterator[Page]:
    seen, found = Counter[str](), 0
    waiting = deque(sorted(_addresses()))
    known = set(waiting)
    while waiting and found < MOST:
        page = visit(waiting.popleft(), client)
        if page is None:
            continue
        found += 1
        yield page
        for path in _onward(page):
            kind = _kind(path)
            if path not in known and seen[kind] < PER_ADDRESS:
                known.add(path)
                seen[kind] += 1
                waiting.append(path)


def look(path: str) -> Page:
    """One page, also when it fails; a redirection stays one."""
    with as_login(Login.PUBLIC), translation.override(settings.LANGUAGE_CODE):
        return visit(path, _client(), whatever=True) or Page(path)


def knock(path: str, *, secure: bool) -> Any:
    """The answer itself, as it goes to a browser that has been here never before."""
    with as_login(Login.PUBLIC), _quiet():
        return _client().get(path, secure=secure)


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
