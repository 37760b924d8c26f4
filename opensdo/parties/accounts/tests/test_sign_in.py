"""Signing up and in, each at one's own site, with the base privileges only."""

from __future__ import annotations

import re
from hashlib import sha256

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.cache import cache

from opensdo.parties.accounts.models import User
from opensdo.privacy.sessions.keys import ticket_of
from opensdo.privacy.sessions.models import Session
from tests.processes import Process

PASSWORD = "a long enough password 9"
SIGN_UP = {"email": "ada@example.org", "password1": PASSWORD}
SIGN_IN = {"login": "ada@example.org", "password": PASSWORD}


@pytest.fixture(autouse=True)
def forget_rate_limits() -> None:
    cache.clear()


def code() -> str:
    found = re.search(r"^    (\S+)$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found
    return found[1]


def sign_up(site: Process) -> None:
    assert site.post("/account/signup/", SIGN_UP).status_code == 302
    response = site.post("/account/confirm-email/", {"code": code()})
    assert response.status_code == 302
    assert "_auth_user_id" in site.session


@pytest.mark.django_db
def test_a_person_signs_up_confirms_signs_out_and_in(site: Process) -> None:
    sign_up(site)
    assert mail.outbox[0].to == ["ada@example.org"]
    assert "ada" not in mail.outbox[0].subject.lower()
    assert "http" not in str(mail.outbox[0].body).replace("http://127.0.0.1:8000", "")
    site.post("/account/logout/")
    assert "_auth_user_id" not in site.session
    assert site.post("/account/login/", SIGN_IN)["Location"] == "/account/"
    assert "ada@example.org" in site.get("/account/").content.decode()


@pytest.mark.django_db
def test_before_the_code_nobody_is_signed_in(site: Process) -> None:
    site.post("/account/signup/", SIGN_UP)
    for wrong in ("", "000000", "ABC-DEF"):
        response = site.post("/account/confirm-email/", {"code": wrong})
        assert response.status_code in (422, 302)
        assert "_auth_user_id" not in site.session
    assert site.get("/account/").status_code == 302


@pytest.mark.django_db
def test_a_forgotten_password_is_replaced_by_a_code(site: Process) -> None:
    sign_up(site)
    site.post("/account/logout/")
    cache.clear()
    page = site.post("/account/password/reset/", {"email": "ada@example.org"})["Location"]
    page = site.post(page, {"code": code()})["Location"]
    new = "quite another password 8"
    assert site.post(page, {"password1": new, "password2": new}).status_code == 302
    site.post("/account/logout/")
    assert site.post("/account/login/", SIGN_IN | {"password": new}).status_code == 302


@pytest.mark.django_db
def test_an_address_that_is_known_is_not_given_away(site: Process) -> None:
    sign_up(site)
    cache.clear()
    stranger = Process(site.login_role)
    response = stranger.post("/account/signup/", SIGN_UP)
    assert response.status_code == 302
    assert "You have one already" in str(mail.outbox[-1].body)


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["wrong", ""])
def test_a_wrong_password_is_refused(site: Process, password: str) -> None:
    sign_up(site)
    site.post("/account/logout/")
    response = site.post("/account/login/", SIGN_IN | {"password": password})
    assert "There is a problem" in response.content.decode()
    assert "_auth_user_id" not in site.session


@pytest.mark.django_db
def test_staff_cannot_sign_in_at_the_public_site_nor_the_public_at_the_desk(site: Process, desk: Process) -> None:
    staff = User.objects.create_user("rosa@example.org", PASSWORD, is_staff=True)
    staff.emailaddress_set.create(email=staff.email, verified=True, primary=True)  # type: ignore[attr-defined]
    for process, address in ((site, "rosa@example.org"), (desk, "ada@example.org")):
        path = "/account/login/" if process is site else "/staff/account/login/"
        process.post(path, {"login": address, "password": PASSWORD})
        assert "_auth_user_id" not in process.session


def test_a_session_carried_to_the_other_site_is_nobodys(site: Process, desk: Process, rosa: User) -> None:
    desk.sign_in(rosa)
    site.cookies = desk.cookies
    assert site.get("/account/").status_code == 302


@pytest.mark.django_db
def test_nobody_signs_up_at_the_desk(desk: Process) -> None:
    response = desk.post("/staff/account/signup/", SIGN_UP)
    assert "invitation" in response.content.decode()
    assert not User.objects.exists()


def test_staff_without_a_second_step_are_led_to_set_one_up(desk: Process, rosa: User) -> None:
    desk.force_login(rosa)
    response = desk.get("/staff/policy/")
    assert response["Location"] == "/staff/second-factor/"
    assert "Set up a second step" in desk.get("/staff/second-factor/").content.decode()


def test_staff_with_an_app_are_asked_for_its_code(desk: Process, rosa: User) -> None:
    rosa.set_password(PASSWORD)
    rosa.save()
    rosa.emailaddress_set.create(email=rosa.email, verified=True, primary=True)  # type: ignore[attr-defined]
    TOTP.activate(rosa, generate_totp_secret())
    response = desk.post("/staff/account/login/", {"login": rosa.email, "password": PASSWORD})
    assert response["Location"].startswith("/staff/account/2fa/authenticate/")
    assert "_auth_user_id" not in desk.session


def test_the_table_of_sessions_tells_nothing(site: Process, ada: User) -> None:
    site.sign_in(ada)
    cookie = site.cookies["site-session"].value
    stored = Session.objects.get(user=ada)
    assert bytes(stored.name) == sha256(ticket_of(cookie)).digest()
    assert cookie not in stored.content
    assert "_auth" not in stored.content


@pytest.mark.parametrize("page", ["login", "signup", "password/reset"])
@pytest.mark.django_db
def test_the_pages_are_drawn_in_the_look(site: Process, page: str) -> None:
    shown = site.get(f"/account/{page}/").content.decode()
    assert '<main id="main"' in shown
    assert "style=" not in shown


@pytest.mark.django_db
def test_a_stranger_who_types_wrong_passwords_locks_nobody_out(site: Process) -> None:
    sign_up(site)
    site.post("/account/logout/")
    stranger = Process(site.login_role)
    for _ in range(6):
        answer = stranger.post("/account/login/", SIGN_IN | {"password": "wrong"}, REMOTE_ADDR="192.0.2.7")
    assert "too many tries from here" in answer.content.decode()
    assert site.post("/account/login/", SIGN_IN, REMOTE_ADDR="198.51.100.9").status_code == 302


@pytest.mark.django_db
def test_guessing_from_many_networks_ends_and_a_code_by_mail_is_the_way_in(site: Process) -> None:
    sign_up(site)
    site.post("/account/logout/")
    stranger = Process(site.login_role)
    for number in range(101):
        network = f"10.{number}.0.1"
        answer = stranger.post("/account/login/", SIGN_IN | {"password": "wrong"}, REMOTE_ADDR=network)
    assert "trying passwords on this address" in answer.content.decode()
    page = site.post("/account/password/reset/", {"email": "ada@example.org"})["Location"]
    page = site.post(page, {"code": code()})["Location"]
    new = "quite another password 8"
    site.post(page, {"password1": new, "password2": new})
    assert "_auth_user_id" in site.session


@pytest.mark.django_db
def test_the_public_site_sets_no_officers_password(site: Process, rosa: User) -> None:
    rosa.emailaddress_set.create(email=rosa.email, verified=True, primary=True)  # type: ignore[attr-defined]
    answer = site.post("/account/password/reset/", {"email": rosa.email})
    assert answer.status_code == 302
    assert not re.search(r"^    (\S+)$", str(mail.outbox[-1].body), re.MULTILINE)
