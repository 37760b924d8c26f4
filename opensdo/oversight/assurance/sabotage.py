"""Named ways to break the site in this process alone: each is undone when the question has been asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase  # noqa: TID251  (it stands in for a middleware)
from django.template.loader import get_template
from django.test import override_settings

Switch = Callable[[], AbstractContextManager[None]]
NO_CACHE = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


class Unbreakable(Exception):
    """The sabotage changed nothing: it would prove nothing."""


def spoil(name: str, old: str, new: str) -> Switch:
    """`old` is replaced by `new` in the template `name`."""

    @contextmanager
    def switch() -> Iterator[None]:
        source: str = get_template(name).template.source  # type: ignore[attr-defined]
        if old not in source:
            raise Unbreakable(f"{name} has no {old!r}")
        with _templates({name: source.replace(old, new)}):
            yield

    return switch


def without(middleware: str) -> Switch:
    """The site runs without one of its middlewares."""

    @contextmanager
    def switch() -> Iterator[None]:
        left = [name for name in settings.MIDDLEWARE if name != middleware]
        if left == settings.MIDDLEWARE:
            raise Unbreakable(f"{middleware} is not in use")
        with override_settings(MIDDLEWARE=left, CACHES=NO_CACHE):
            yield

    return switch


@contextmanager
def tracked() -> Iterator[None]:
    """Every answer sets a lasting cookie that nobody was asked about."""
    with override_settings(MIDDLEWARE=[f"{__name__}.Tracker", *settings.MIDDLEWARE], CACHES=NO_CACHE):
        yield


@contextmanager
def plain_http() -> Iterator[None]:
    """The sites are there for everybody, and take what is sent without encryption."""
    origin, host = "http://sdo.example.org", "sdo.example.org"
    with override_settings(
        PUBLIC_ORIGIN=origin, STAFF_ORIGIN=origin, ALLOWED_HOSTS=[host], SECURE_SSL_REDIRECT=False, CACHES=NO_CACHE
    ):
        yield


class Tracker:
    """What `tracked` puts in front of the site. Nothing else uses it."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.respond(request)
        response.set_cookie("who", "1", max_age=365 * 86_400)
        return response


@contextmanager
def _templates(spoiled: dict[str, str]) -> Iterator[None]:
    engine = cast("dict[str, Any]", settings.TEMPLATES[0])
    rest = {key: value for key, value in engine.items() if key not in ("APP_DIRS", "OPTIONS")}
    loaders = [
        ("django.template.loaders.locmem.Loader", spoiled),
        "django.template.loaders.filesystem.Loader",
        "django.template.loaders.app_directories.Loader",
    ]
    options: dict[str, Any] = {**engine["OPTIONS"], "loaders": [("django.template.loaders.cached.Loader", loaders)]}
    with override_settings(TEMPLATES=[{**rest, "OPTIONS": options}], CACHES=NO_CACHE):
        yield
