"""Who may use the demonstration's pages: a browser on this machine, and for signing in a page of this very site."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest

from demo.cast import CAST, Person
from demo.letterbox import Letter, letter, letters
from opensdo.parties.accounts.backend import belongs_here
from opensdo.parties.accounts.models import Officer, User
from opensdo.privacy.data.purposes import Login

LOCAL = re.compile(r"(localhost|127\.0\.0\.1)(:[0-9]{1,5})?")
FORWARDED = re.compile(r"HTTP_(X_FORWARDED.*|X_REAL_IP|X_ORIGINAL.*|FORWARDED|VIA|CF_.*)")
SAME = "same-origin"


def here(request: HttpRequest) -> None:
    """Refuse what did not come straight from this machine to a socket that only this machine reaches."""
    meta = request.META
    if (
        meta.get("SERVER_NAME") != "127.0.0.1"
        or meta.get("REMOTE_ADDR") != "127.0.0.1"
        or not LOCAL.fullmatch(meta.get("HTTP_HOST", ""))
        or any(FORWARDED.fullmatch(name) for name in meta)
    ):
        raise Http404


def by_our_own_page(request: HttpRequest) -> None:
    """A form on another site cannot sign anybody in: a browser says where a request comes from."""
    here(request)
    fetched, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    ours = origin is not None and urlsplit(origin)[:2] == ("http", request.META["HTTP_HOST"])
    if fetched is not None and fetched != SAME:
        raise Http404
    if not ours and not (fetched == SAME and origin in (None, "null")):
        raise Http404


def cast() -> list[Person]:
    """Those with something to do today: they have an account. A site sees its own; officers are on public record."""
    here = set(User.objects.filter(email__in=[person.email for person in CAST]).values_list("email", flat=True))
    officers = set(Officer.objects.values_list("name", flat=True))
    applicants_elsewhere = settings.LOGIN is Login.STAFF
    return [
        person
        for person in CAST
        if person.tries and (person.name in officers if person.staff else applicants_elsewhere or person.email in here)
    ]


def account(key: str) -> User:
    person = next((person for person in CAST if person.key == key), None)
    user = User.objects.filter(email=person.email, is_active=True).first() if person else None
    if user is None or not belongs_here(user):
        raise Http404
    return user


def mail(request: HttpRequest) -> list[Letter]:
    here(request)
    return letters()


def one_mail(request: HttpRequest, name: str) -> Letter:
    here(request)
    found = letter(name)
    if found is None:
        raise Http404
    return found
