"""One click signs in as anybody of the cast, from this machine and from our own page only."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from opensdo.parties.accounts.models import User
from opensdo.privacy.data.purposes import Login
from tests.processes import Process

HERE: dict[str, Any] = {"SERVER_NAME": "127.0.0.1", "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1:8000"}
OURS = HERE | {"HTTP_ORIGIN": "http://127.0.0.1:8000", "HTTP_SEC_FETCH_SITE": "same-origin"}
AS_ADA = {"person": "ada"}


def sign_in(site: Process, **meta: Any) -> Any:
    return site.post("/demo/sign-in/", AS_ADA, **meta)


def is_signed_in(site: Process) -> bool:
    return "_auth_user_id" in site.session


def test_the_page_lists_who_has_moved_in_and_not_the_others(demo: None, site: Process, ada: User) -> None:
    page = site.get("/demo/", **HERE).content.decode()
    assert "Sign in as Ada Marlowe" in page
    assert "Rosa" not in page


def test_one_click_signs_in(demo: None, site: Process, ada: User) -> None:
    answer = sign_in(site, **OURS)
    assert (answer.status_code, answer["Location"]) == (302, settings.LOGIN_REDIRECT_URL)
    assert is_signed_in(site)


@pytest.mark.parametrize(
    ("fetched", "origin"),
    [
        (None, "http://127.0.0.1:8000"),
        ("same-origin", "null"),  # what a browser sends from a page that hides its address
        ("same-origin", None),
    ],
)
def test_browsers_say_in_several_ways_that_the_form_is_ours(
    demo: None, site: Process, ada: User, fetched: str | None, origin: str | None
) -> None:
    said = {"HTTP_SEC_FETCH_SITE": fetched, "HTTP_ORIGIN": origin}
    assert sign_in(site, **HERE, **{name: value for name, value in said.items() if value}).status_code == 302


@pytest.mark.parametrize(
    "changed",
    [
        {"HTTP_ORIGIN": "http://evil.example", "HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_ORIGIN": "http://evil.example"},
        {"HTTP_ORIGIN": "http://127.0.0.1:9000"},
        {"HTTP_ORIGIN": "http://localhost:8000"},
        {"HTTP_ORIGIN": "https://127.0.0.1:8000"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_SEC_FETCH_SITE": "none"},
        {"HTTP_HOST": "evil.example", "HTTP_ORIGIN": "http://evil.example"},
        {"HTTP_HOST": "127.0.0.1.evil.example"},
        {"SERVER_NAME": "0.0.0.0"},
        {"SERVER_NAME": "192.0.2.7"},
        {"REMOTE_ADDR": "192.0.2.9"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_X_FORWARDED_HOST": "127.0.0.1"},
        {"HTTP_X_FORWARDED_PROTO": "http"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_VIA": "1.1 proxy"},
        {"HTTP_X_REAL_IP": "127.0.0.1"},
    ],
    ids=str,
)
def test_anything_else_finds_no_such_page(demo: None, site: Process, ada: User, changed: dict[str, str]) -> None:
    assert sign_in(site, **OURS | changed).status_code in (400, 404)
    assert not is_signed_in(site)


def test_a_form_without_any_word_of_where_it_comes_from_is_refused(demo: None, site: Process, ada: User) -> None:
    assert sign_in(site, **HERE).status_code == 404


def test_a_look_signs_nobody_in(demo: None, site: Process, ada: User) -> None:
    assert site.get("/demo/sign-in/", AS_ADA, **OURS).status_code == 405
    assert not is_signed_in(site)


@pytest.mark.parametrize("person", ["", "nobody", "rosa", "ada@example.org", "\0", "a" * 5000])
def test_only_the_cast_and_only_at_its_own_site(demo: None, site: Process, ada: User, rosa: User, person: str) -> None:
    assert site.post("/demo/sign-in/", {"person": person}, **OURS).status_code == 404


def test_staff_sign_in_at_the_staff_site(demo: None, desk: Process, rosa: User) -> None:
    with override_settings(LOGIN=Login.STAFF):
        assert "Sign in as Rosa Medeiros" in desk.get("/staff/demo/", **HERE).content.decode()
        assert desk.post("/staff/demo/sign-in/", {"person": "rosa"}, **OURS).status_code == 302
        assert is_signed_in(desk)


def test_the_office_itself_knows_no_such_page(site: Process) -> None:
    assert site.post("/demo/sign-in/", AS_ADA, **OURS).status_code == 404
