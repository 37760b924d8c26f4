"""What the menu and the foot of a page lead to: only to what exists on this site."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from django.urls import NoReverseMatch, reverse

PUBLIC: Final = (
    ("Find a business", "directory:search"),
    ("Bids", "procurement:bids"),
    ("Get certified", "certification:start"),
    ("Events", "events:events"),
    ("About the office", "pages:about"),
    ("Privacy", "assurance:evidence"),
    ("Records", "publicrecords:start"),
)
STAFF: Final = (
    ("My queue", "certification:queue"),
    ("Directory", "directory:desk"),
    ("Evidence", "assurance:desk"),
    ("Policy", "policy:desk"),
)
FOOT: Final = (
    ("Privacy policy and evidence", "assurance:evidence"),
    ("What is held about me", "mydata:start"),
    ("Ask for records", "publicrecords:start"),
    ("Visit statistics", "visits:statistics"),
    ("Our programs", "pages:programs"),
    ("Accessibility", "pages:accessibility"),
    ("Contact", "pages:contact"),
)
VISITOR: Final = (("Sign in", "account_login"),)
MEMBER: Final = (("Your account", "accounts:home"), ("Sign out", "account_logout"))


@dataclass(frozen=True)
class Item:
    label: str
    url: str
    apart: bool = False
    current: str = ""


@cache
def found(items: tuple[tuple[str, str], ...], urlconf: str | None = None) -> tuple[tuple[str, str], ...]:
    """Each label with its address; a page that this site does not serve is left out."""
    addresses = ((label, address(name, urlconf)) for label, name in items)
    return tuple((label, url) for label, url in addresses if url)


def address(name: str, urlconf: str | None = None) -> str:
    try:
        return reverse(name, urlconf=urlconf)
    except NoReverseMatch:
        return ""


def menu(
    items: tuple[tuple[str, str], ...], path: str, urlconf: str | None = None, *, apart: bool = False
) -> list[Item]:
    """`current` is the value of aria-current: the page itself, or the part of the site it stands in."""
    return [Item(label, url, apart, place(url, path)) for label, url in found(items, urlconf)]


def place(url: str, path: str) -> str:
    if url == path:
        return "page"
    return "true" if url != "/" and path.startswith(url) else ""
