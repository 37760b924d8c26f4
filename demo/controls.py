"""The demonstration's one-click sign-in is for this machine alone: asked of the rule itself, request by request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.utils import CursorWrapper
from django.http import Http404, HttpRequest  # noqa: TID251  (the rule that is asked about judges requests)
from django.test import RequestFactory

from demo import access
from opensdo.privacy.policy.controls import Finding, control

HOME = {
    "SERVER_NAME": "127.0.0.1",
    "REMOTE_ADDR": "127.0.0.1",
    "HTTP_HOST": "127.0.0.1:8000",
    "HTTP_ORIGIN": "http://127.0.0.1:8000",
    "HTTP_SEC_FETCH_SITE": "same-origin",
}
FROM_ELSEWHERE = (
    {"SERVER_NAME": "0.0.0.0"},  # noqa: S104  (this is the attempt, not a socket)
    {"REMOTE_ADDR": "192.0.2.7"},
    {"HTTP_HOST": "office.example.org"},
    {"HTTP_HOST": "127.0.0.1.example.org"},
    {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
    {"HTTP_FORWARDED": "for=127.0.0.1"},
    {"HTTP_VIA": "1.1 proxy"},
    {"HTTP_ORIGIN": "http://elsewhere.example"},
    {"HTTP_SEC_FETCH_SITE": "cross-site"},
    {"HTTP_SEC_FETCH_SITE": "same-site"},
)


@contextmanager
def anybody_may() -> Iterator[None]:
    kept = access.here
    access.here = lambda request: None
    try:
        yield
    finally:
        access.here = kept


@control("need-to-know", breaks_if=anybody_may, broken="the check of where a visitor comes from was left out")
def nobody_signs_in_by_one_click_from_elsewhere(cursor: CursorWrapper) -> Finding:
    let_in = [words for words in FROM_ELSEWHERE if _answers(HOME | words)]
    home = _answers(HOME)
    return Finding(
        home and not let_in,
        f"We tried the one-click sign-in of this demonstration in {len(FROM_ELSEWHERE)} ways from outside."
        f" {len(let_in)} were let in.",
        len(FROM_ELSEWHERE),
        f"{let_in} {'' if home else 'and this machine itself is refused'}",
    )


def _answers(meta: dict[str, str]) -> bool:
    request: HttpRequest = RequestFactory().post("/demo/sign-in/", **meta)  # type: ignore[arg-type]
    try:
        access.by_our_own_page(request)
    except Http404:
        return False
    return True
