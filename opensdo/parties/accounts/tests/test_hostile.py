"""What a hostile visitor tries at the door: odd addresses, and finding out who has an account."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.cache import cache

from opensdo.parties.accounts.models import User
from opensdo.parties.accounts.tests.test_sign_in import PASSWORD, sign_up
from tests.processes import Process

ODD = (
    "",
    "ada",
    "a@b.org\r\nBcc: c@d.org",
    "a@example.org\u200b",
    "\u202ea@example.org",
    f"a@{'ä' * 60}.org",
    f"{'x' * 300}@example.org",
    f"{'x' * 65}@example.org",
    "a@[127.0.0.1]",
    "<script>@example.org",
    "\0@example.org",
)


@pytest.fixture(autouse=True)
def forget_rate_limits() -> None:
    cache.clear()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ODD, ids=[f"odd{n}" for n in range(len(ODD))])
def test_an_odd_address_is_told_beside_the_box(site: Process, address: str) -> None:
    for page, typed in (
        ("signup", {"email": address, "password1": PASSWORD}),
        ("password/reset", {"email": address}),
    ):
        answer = site.post(f"/account/{page}/", typed)
        assert answer.status_code == 422
        shown = answer.content.decode()
        assert "<title>Error: " in shown
        assert 'id="id_email_error"' in shown
        assert "This field is required" not in shown
    assert not mail.outbox
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_very_long_password_is_refused_before_it_is_worked_on(site: Process) -> None:
    for page, typed in (
        ("login", {"login": "ada@example.org", "password": "x" * 100_000}),
        ("signup", {"email": "ada@example.org", "password1": "x" * 100_000}),
    ):
        answer = site.post(f"/account/{page}/", typed)
        assert answer.status_code == 422
        assert "characters or fewer" in answer.content.decode()


@pytest.mark.django_db
def test_the_page_after_signing_up_is_the_same_for_an_address_that_is_known(site: Process) -> None:
    sign_up(site)
    cache.clear()
    pages = []
    for address in ("ada@example.org", "new@example.org"):
        visitor = Process(site.login_role)
        visitor.post("/account/signup/", {"email": address, "password1": PASSWORD})
        shown = visitor.get("/account/confirm-email/").content.decode()
        pages.append(re.sub(r'value="[^"]{60,}"', "", shown.replace(address, "")))
    assert pages[0] == pages[1]


@pytest.mark.django_db
def test_after_too_many_wrong_codes_the_page_says_so(site: Process) -> None:
    site.post("/account/signup/", {"email": "new@example.org", "password1": PASSWORD})
    answers = [site.post("/account/confirm-email/", {"code": f"WRONG{n}"}) for n in range(3)]
    assert [answer.status_code for answer in answers] == [422, 422, 302]
    assert "too many tries" in site.get(answers[-1]["Location"]).content.decode()
