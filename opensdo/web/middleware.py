"""Headers that every answer carries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware

from opensdo.web.failing import failed

PERMISSIONS: Final = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


class Headers:
    """What a page may not do, and that a page with a name on it is not kept by anybody in between."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._answer(request)
        if response.status_code == 405 and not getattr(response, "content", b"-"):
            response = _not_this_way(request, response)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        if not _read_as_utf8(request):
            return failed(request, 400)
        return failed(request, 404) if "\0" in request.path else self.respond(request)  # no text in the database has it


def _read_as_utf8(request: HttpRequest) -> bool:
    """Python knows codecs that fail, or that make what no database takes, and a request may name any of them."""
    return (request.content_params or {}).get("charset", "utf-8").lower() in ("utf-8", "utf8")


def _not_this_way(request: HttpRequest, empty: HttpResponseBase) -> HttpResponseBase:
    """Whoever loads the address of a button again sees a page, not nothing at all."""
    page = failed(request, 405)
    page["Allow"] = empty["Allow"]
    return page


class OwnForms(CsrfViewMiddleware):
    """Under "no-referrer" a browser sends `Origin: null` with the office's own forms, too (Fetch standard, 3.1).

    It still says in Sec-Fetch-Site where a form stood; one that is too old to say so has the token to show.
    """

    def _origin_verified(self, request: HttpRequest) -> bool:
        if request.META["HTTP_ORIGIN"] == "null":
            return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
        return bool(super()._origin_verified(request))  # type: ignore[misc]
