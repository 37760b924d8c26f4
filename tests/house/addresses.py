"""Every address of a site, found by walking what Django resolves: a new one cannot be forgotten."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from django.conf import settings
from django.urls import URLPattern, URLResolver
from django.urls.resolvers import RoutePattern

from opensdo.kit.references import new
from opensdo.privacy.data.purposes import Login, Purpose

UNNAMED: Final = "no purpose was named"
PART: Final = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
SAMPLES: Final = {  # what somebody might guess; a new kind of part has to be added here
    "str": new("CERT"),
    "slug": "no-such-thing",
    "uuid": "6d0f9a52-8c54-4d06-9b1e-0f4c2f7f3a11",
    "int": "987654",
}
PUBLIC_NUMBERS: Final = {  # each with its reason
    "privacy/versions/": "versions of the policy are published and numbered from one",
    "privacy/evidence/checkpoints/": "checkpoints are published and numbered by the clock, not by what happened",
    "privacy/changes/": "two such versions, side by side",
}


@dataclass(frozen=True)
class Address:
    """`site` is the login of the process that serves it."""

    site: Login
    route: str
    view: Callable[..., Any]
    name: str

    @property
    def parts(self) -> dict[str, str]:
        """The name of each part that is filled in, with its kind."""
        return {found["name"]: found["kind"] or "str" for found in PART.finditer(self.route)}

    @property
    def ours(self) -> bool:
        return not self.view.__module__.startswith(tuple(settings.VIEWS_WITHOUT_PURPOSE))

    @property
    def purpose(self) -> Purpose | str | None:
        found: Purpose | str | None = getattr(self.view, "purpose", UNNAMED)
        return found

    def path(self, **known: str) -> str:
        return "/" + PART.sub(lambda part: known.get(part["name"], SAMPLES[part["kind"] or "str"]), self.route)

    def __str__(self) -> str:
        return f"{self.site.name.lower()} /{self.route}"


def site(login: Login) -> tuple[Address, ...]:
    urlconf = "opensdo.web.urls.staff" if login is Login.STAFF else "opensdo.web.urls.public"
    return tuple(walk(import_module(urlconf).urlpatterns, login))


def walk(patterns: Sequence[URLPattern | URLResolver], login: Login, before: str = "") -> Iterator[Address]:
    for pattern in patterns:
        plain = isinstance(pattern.pattern, RoutePattern)
        route = before + (str(pattern.pattern) if plain else f"({pattern.pattern})")
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, login, route)
        else:
            yield Address(login, route, pattern.callback, pattern.name or "")


def unnamed(addresses: Sequence[Address]) -> list[str]:
    return [str(found) for found in addresses if found.ours and found.purpose == UNNAMED]


def counted(addresses: Sequence[Address]) -> list[str]:
    """Addresses that have room for a number from a sequence, or that hide what they take in an expression."""
    return [
        str(found)
        for found in addresses
        if found.ours
        and not found.route.startswith(tuple(PUBLIC_NUMBERS))
        and ("(" in found.route or {"int", "path"} & set(found.parts.values()))
    ]


def unsampled(addresses: Sequence[Address]) -> list[str]:
    return [str(found) for found in addresses if found.ours and set(found.parts.values()) - set(SAMPLES)]
