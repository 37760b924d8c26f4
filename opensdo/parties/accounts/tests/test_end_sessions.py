"""A session that is over is over: by a new password, a lost device, the end of a role, the other site, or its time."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import connection

from opensdo.parties.accounts.models import Role, User
from opensdo.parties.businesses.models import Business
from opensdo.parties.personnel.models import Appointment
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import CERTIFY, STAFFING, Login
from opensdo.privacy.sessions.keys import ticket_of
from opensdo.privacy.sessions.models import Session
from tests.processes import Process, logged_in

PASSWORD = "a long enough password 9"
NEW = "quite another password 8"


def become(ticket: bytes, login: Login) -> int | None:
    with logged_in(login), connection.cursor() as cursor:
        cursor.execute("SELECT become(%s)", [ticket])
        found: int | None = cursor.fetchone()[0]
    return found


def shown(browser: Process) -> str:
    return str(browser.cookies["site-session"].value)


@pytest.fixture
def known(ada: User) -> User:
    cache.clear()
    ada.set_password(PASSWORD)
    ada.save()
    EmailAddress.objects.create(user=ada, email=ada.email, verified=True, primary=True)
    return ada


def test_a_new_password_ends_every_session_but_the_one_that_chose_it(known: User, site: Process) -> None:
    elsewhere = Process(Login.PUBLIC)
    for browser in (site, elsewhere):
        browser.post("/account/login/", {"login": known.email, "password": PASSWORD})
    tickets = [ticket_of(shown(browser)) for browser in (site, elsewhere)]
    assert [become(each, Login.PUBLIC) for each in tickets] == [known.pk, known.pk]
    words = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert site.post("/account/password/change/", words).status_code == 302
    assert [become(each, Login.PUBLIC) for each in tickets] == [None, None]  # by SQL with the old cookie, too
    assert known.email in site.get("/account/").content.decode()
    assert elsewhere.get("/account/").status_code == 302


@pytest.mark.parametrize("staff", [False, True])
def test_a_cookie_of_one_site_is_nothing_at_the_other(
    ada: User, rosa: User, site: Process, desk: Process, staff: bool
) -> None:
    """Under the name that the other site reads; and there it does not end the session either."""
    site.sign_in(ada)
    desk.sign_in(rosa)
    here, there, page = (desk, site, "/account/") if staff else (site, desk, "/staff/")
    there.cookies["site-session"] = shown(here)
    answer = there.get(page)
    assert answer.status_code == 302
    assert "/account/login/" in answer["Location"]
    assert become(ticket_of(shown(here)), Login.STAFF if staff else Login.PUBLIC)


def test_a_session_that_expired_is_asked_to_sign_in_and_opens_nothing(
    desk: Process, assigned: Business, rosa: User
) -> None:
    desk.sign_in(rosa)
    assert desk.get("/staff/certification/").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sessions_session SET expires = now() - interval '1 second'")
    assert desk.get("/staff/certification/")["Location"].startswith("/staff/account/login/")
    assert become(ticket_of(shown(desk)), Login.STAFF) is None


def test_a_role_that_ends_closes_the_page_that_stood_open(desk: Process, rosa: User, sol: User) -> None:
    """The session goes on, and so does the officer's own account; what the role opened is gone with the next press."""
    desk.sign_in(sol)
    assert desk.get("/staff/people/").status_code == 200
    Appointment.objects.filter(user=sol, role=Role.SUPERVISOR).update(status="ended")
    assert desk.get("/staff/people/").status_code == 404
    assert desk.post("/staff/people/invite/", {}).status_code == 404
    with logged_in(Login.STAFF), acting(sol, STAFFING), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM personnel_invitation, am_appointed('staffing') AS may WHERE may")
        assert cursor.fetchone() == (0,)
    with logged_in(Login.STAFF), acting(sol, CERTIFY):
        assert not Business.objects.seen_for(CERTIFY).exists()
    assert Session.objects.filter(user=sol, ended=False).exists()
