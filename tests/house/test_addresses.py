"""Every address of both sites names its purpose, asks who is there, and tells a stranger nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path

from opensdo.parties.accounts.models import User
from opensdo.privacy.data.middleware import purpose
from opensdo.privacy.data.purposes import APPLY, Login
from opensdo.programs.certification.models import Application, Paper
from tests.house.addresses import Address, counted, site, unnamed, unsampled, walk
from tests.processes import Process

ADDRESSES = (*site(Login.PUBLIC), *site(Login.STAFF))
PERSONAL = [found for found in ADDRESSES if found.ours and found.purpose]
FILLED = [found for found in ADDRESSES if found.ours and found.parts]
WORDS = {
    unnamed: "Every view names its purpose, @purpose(APPLY) or @purpose(None): nothing is read without a reason.",
    counted: "No address has room for a primary key or a sequence number: a reference is random, so nobody can count.",
    unsampled: "Every kind of part in an address has a sample in tests/house/addresses.py, so that it is tried.",
}
SIGN_IN = "Who asks for personal data signs in first: an address with a purpose never answers 200 to nobody."
STRANGER = "A stranger is told that there is nothing: 404, whether the record exists or not."


@pytest.mark.parametrize(("wrong", "words"), WORDS.items(), ids=[wrong.__name__ for wrong in WORDS])
def test_every_address(wrong: Callable[[Sequence[Address]], list[str]], words: str) -> None:
    assert wrong(ADDRESSES) == [], words


def test_the_addresses_were_found() -> None:
    found = {str(address) for address in ADDRESSES}
    assert {"public /", "public /about/", "staff /staff/documents/<str:reference>/file/"} <= found
    assert any(not address.ours for address in ADDRESSES)


@purpose(APPLY)
def careless(request: HttpRequest, **parts: str) -> HttpResponse:
    return HttpResponse("Ada")


def nameless(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Ada")


BAD = tuple(
    walk(
        [path("a/", nameless), path("b/<int:pk>/", careless), re_path("c/([0-9]+)/", careless), path("d/", careless)],
        Login.PUBLIC,
    )
)


def test_an_address_that_breaks_a_rule_is_found() -> None:
    assert unnamed(BAD) == ["public /a/"]
    assert counted(BAD) == ["public /b/<int:pk>/", "public /(c/([0-9]+)/)"]
    assert unsampled([Address(Login.PUBLIC, "<year:year>/", careless, "")]) == ["public /<year:year>/"]


def refused(answer: Any) -> bool:
    """Led to signing in, or told that there is nothing; a form that nobody was given may also be refused."""
    if answer.status_code == 302:
        return "/account/login/" in answer["Location"]
    return answer.status_code in (403, 404, 405)


@pytest.mark.django_db
@pytest.mark.parametrize("address", PERSONAL, ids=str)
def test_nobody_signs_in_first(address: Address, policy: object) -> None:
    visitor = Process(address.site)
    for ask in (visitor.get, visitor.post):
        answer = ask(address.path())
        assert refused(answer), f"{SIGN_IN}\n{address} answered {answer.status_code}"


def test_an_answer_to_nobody_would_be_found() -> None:
    assert not refused(careless(HttpRequest()))
    assert not refused(HttpResponse(status=302, headers={"Location": "/thanks/"}))


@pytest.mark.django_db
@pytest.mark.parametrize("address", FILLED, ids=str)
def test_a_guess_finds_nothing(address: Address, policy: object, eve: User, otto: User) -> None:
    """Signed in, and asking for what does not exist: 404, never a failure."""
    asker = Process(address.site)
    asker.sign_in(otto if address.site is Login.STAFF else eve)
    assert nothing(asker, address.path()), f"{STRANGER}\n{address}"


def nothing(asker: Process, address: str) -> bool:
    """404 to a question; to what only takes answers, 404 to an answer."""
    status = asker.get(address).status_code
    return status == 404 or (status == 405 and asker.post(address).status_code == 404)


@pytest.mark.django_db
def test_a_stranger_finds_nothing_of_adas(submitted: Application, ada: User, eve: User, otto: User) -> None:
    """With her own references at hand, at every address that takes one, at both sites."""
    papers = Paper.objects.filter(application=submitted).select_related("document")
    known = (submitted.reference, papers[0].document.reference)
    strangers = {Login.PUBLIC: Process(Login.PUBLIC), Login.STAFF: Process(Login.STAFF)}
    strangers[Login.PUBLIC].sign_in(eve)
    strangers[Login.STAFF].sign_in(otto)
    told = []
    for address in (found for found in FILLED if found.purpose):
        for reference in known:
            path = address.path(**{name: reference for name, kind in address.parts.items() if kind == "str"})
            if not nothing(strangers[address.site], path):
                told.append(f"{address} with {reference}")
    assert not told, f"{STRANGER}\n" + "\n".join(told)


@pytest.mark.django_db
def test_the_references_that_strangers_tried_open_something_for_her(submitted: Application, ada: User) -> None:
    browser = Process(Login.PUBLIC)
    browser.sign_in(ada)
    paths = [found.path(reference=submitted.reference) for found in FILLED if found.purpose]
    opened = [path for path in paths if not nothing(browser, path)]
    assert opened
