"""What the menu and the foot of a page lead to: only to what exists on this site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.urls import NoReverseMatch, get_urlconf, reverse

from opensdo.parties.accounts.models import Role
from opensdo.parties.personnel.queries import GRANTERS

PUBLIC: Final = (
    ("Find a business", "directory:search"),
    ("Bids", "procurement:bids"),
    ("Get certified", "certification:start"),
    ("Events", "events:events"),
    ("About the office", "pages:about"),
    ("Privacy", "assurance:policy"),
    ("Records", "publicrecords:start"),
)
STAFF: Final = (
    ("My queue", "certification:queue"),
    ("Given to me", "certification:given"),
    ("Who works here", "personnel:people"),
    ("My stand-in", "personnel:stand_in"),
    ("Evidence", "assurance:desk"),
)
ONLY: Final = {  # pages of the staff that only these roles have
    "certification:queue": {Role.CERTIFICATION_OFFICER, Role.SUPERVISOR},
    "certification:given": {Role.READER},
    "personnel:people": set(GRANTERS),
}
FOOT: Final = (
    ("Privacy policy", "assurance:policy"),
    ("Evidence", "assurance:evidence"),
    ("What is held about me", "mydata:start"),
    ("Ask for records", "publicrecords:start"),
    ("Visit statistics", "visits:statistics"),
    ("Our programs", "pages:programs"),
    ("What our words mean", "assurance:glossary"),
    ("Where we link to", "assurance:links"),
    ("Accessibility", "pages:accessibility"),
    ("Contact", "pages:contact"),
)
VISITOR: Final = (("Sign in", "account_login"),)
MEMBER: Final = (("Your account", "accounts:home"), ("Sign out", "account_logout"))


def staff_pages(held: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple(each for each in STAFF if ONLY.get(each[1], set(Role)) & set(held))


@dataclass(frozen=True)
class Item:
    label: str
    url: str
    apart: bool = False
    current: str = ""


def address(name: str) -> str:
    """Empty when this site has no such page."""
    return _address(name, get_urlconf())


@cache
def _address(name: str, urlconf: str | None) -> str:
    try:
        return reverse(name, urlconf=urlconf)
    except NoReverseMatch:
        return ""


def menu(items: tuple[tuple[str, str], ...], path: str, *, apart: bool = False) -> list[Item]:
    """Only pages that this site has. `current` is the value of aria-current: the page itself, or the part it is in."""
    found = ((label, address(name)) for label, name in items)
    return [Item(label, url, apart, place(url, path)) for label, url in found if url]


def place(url: str, path: str) -> str:
    if url == path:
        return "page"
    return "true" if url != "/" and path.startswith(url) else ""
