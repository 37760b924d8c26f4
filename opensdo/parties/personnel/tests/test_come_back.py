"""An applicant who lost the second step: back by herself in days that nobody can talk away, by two officers at once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.test import override_settings
from django.utils import timezone

from opensdo.parties.accounts.models import User
from opensdo.parties.personnel.actions import coming_back
from opensdo.parties.personnel.models import Recovery
from opensdo.parties.personnel.tests.test_careless import NoMail
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import NOTIFY, Login
from opensdo.privacy.ledger.models import Entry
from opensdo.privacy.sessions.keys import vouch
from tests.processes import Process, logged_in

PASSWORD = "a long enough password 9"
SECRET = "JBSWY3DPEHPK3PXP"
PAGE = "/account/way-back/"


@pytest.fixture(autouse=True)
def locked_out(ada: User) -> User:
    """Ada knows her password, chosen long ago; her phone and her spare codes lie in the river."""
    cache.clear()
    ada.set_password(PASSWORD)
    ada.joined_at = timezone.now() - timedelta(days=90)
    ada.save()
    EmailAddress.objects.create(user=ada, email=ada.email, verified=True, primary=True)
    with override_settings(LOGIN=Login.PUBLIC):
        TOTP.activate(ada, SECRET)
    return ada


def stand_before_the_second_step(site: Process, ada: User) -> None:
    answer = site.post("/account/login/", {"login": ada.email, "password": PASSWORD})
    assert answer["Location"].startswith("/account/2fa/authenticate/")


def pass_days(days: float) -> None:
    back = timedelta(days=days)
    Recovery.objects.update(asked_at=F("asked_at") - back, opens_at=F("opens_at") - back)
    Authenticator.objects.update(last_used_at=F("last_used_at") - back)


def worker() -> None:
    with logged_in(Login.WORKER), acting(None, NOTIFY):
        coming_back.tell()


def letters() -> list[str]:
    return [str(each.body) for each in mail.outbox]


def code() -> str:
    found = re.search(r"^    (\S+)$", letters()[-1], re.MULTILINE)
    assert found
    return found[1]


def asked(site: Process, ada: User) -> None:
    stand_before_the_second_step(site, ada)
    assert "have written down" in site.post(PAGE, {"verb": "ask"}).content.decode()


def wait(days: int = 7) -> None:
    for _ in range(2):
        pass_days(days / 2)
        worker()


def take(site: Process, typed: str) -> int:
    return int(site.post(PAGE, {"verb": "take", "code": typed}).status_code)


def test_password_days_three_letters_and_a_code_let_her_in(site: Process, ada: User) -> None:
    asked(site, ada)
    worker()
    assert len(mail.outbox) == 1
    wait()
    assert [each.to for each in mail.outbox] == [[ada.email]] * 3
    assert all(f"{PAGE}BACK-" in each for each in letters())
    visitor = Process(Login.PUBLIC)
    assert visitor.get(PAGE)["Location"] == "/account/login/"
    stand_before_the_second_step(visitor, ada)
    page = visitor.get("/account/2fa/authenticate/").content.decode()
    assert "have lost my device" in page
    assert "placeholder" not in page
    assert take(visitor, "WRONG") == 422
    assert take(visitor, code().lower()) == 302
    assert not Authenticator.objects.exists()
    assert "was taken off" in letters()[-1]
    assert visitor.post("/account/login/", {"login": ada.email, "password": PASSWORD})["Location"] == "/account/"
    assert Entry.objects.filter(kind="second_step.taken_off").count() == 1


def test_it_is_not_sooner_and_not_without_the_letters(site: Process, ada: User) -> None:
    asked(site, ada)
    pass_days(3)
    worker()
    assert len(mail.outbox) == 1
    pass_days(30)  # nobody was there to send the letter half-way: the days begin to count from when it is sent
    worker()
    worker()
    assert len(mail.outbox) == 2
    assert take(site, "") == take(site, "AAAA") == 422
    assert "Write the code of our last letter" in site.post(PAGE, {"verb": "take"}).content.decode()
    pass_days(4)
    with override_settings(EMAIL_BACKEND=f"{NoMail.__module__}.NoMail"), pytest.raises(OSError, match="gone"):
        worker()
    assert Recovery.objects.get().told == 2
    worker()
    assert take(site, code()) == 302


def test_the_letter_stops_it_with_one_button_and_a_visit_of_its_address_does_nothing(site: Process, ada: User) -> None:
    asked(site, ada)
    address = re.search(rf"http\S+({PAGE}\S+)", letters()[0])
    assert address
    stranger = Process(Login.PUBLIC)
    assert "Was it not you" in stranger.get(address[1]).content.decode()
    assert Recovery.objects.get().ended_at is None
    assert "It is stopped" in stranger.post(address[1]).content.decode()
    assert "Nothing waits" in stranger.post(address[1]).content.decode()
    wait()
    assert len(mail.outbox) == 1
    assert take(site, "AAAA") == 422
    assert Authenticator.objects.count() == 1


def test_a_second_step_that_is_used_was_not_lost(site: Process, ada: User) -> None:
    asked(site, ada)
    wait()
    hers = Process(Login.PUBLIC)
    stand_before_the_second_step(hers, ada)
    now = list(yield_hotp_counters_from_time())
    typed = format_hotp_value(hotp_value(SECRET, now[len(now) // 2]))
    assert hers.post("/account/2fa/authenticate/", {"code": typed}).status_code == 302
    assert take(site, code()) == 422
    assert Recovery.objects.get().ended_at
    assert Authenticator.objects.count() == 1


@pytest.mark.parametrize("when", ["before", "after"])
def test_whoever_has_only_the_mailbox_does_not_get_in(site: Process, ada: User, when: str) -> None:
    """A password that was set by an e-mailed code proves no more than the e-mail does."""
    if when == "after":
        asked(site, ada)
        wait()
    with logged_in(Login.PUBLIC), override_settings(LOGIN=Login.PUBLIC):
        User.objects.get(pk=ada.pk).change_password(PASSWORD)
    stand_before_the_second_step(site, ada)
    if when == "before":
        assert "your password is new" in site.post(PAGE, {"verb": "ask"}).content.decode()
        assert not Recovery.objects.exists()
        assert not mail.outbox
    else:
        assert take(site, code()) == 422
    assert Authenticator.objects.count() == 1


def test_ten_wrong_codes_end_it_and_the_fourth_asking_in_a_month_takes_officers(site: Process, ada: User) -> None:
    asked(site, ada)
    wait()
    good = code()
    assert [take(site, f"WRONG{n}") for n in range(10)] == [422] * 10
    assert take(site, good) == 422
    for _ in range(3):
        Recovery.objects.update(ended_at=timezone.now())
        page = site.post(PAGE, {"verb": "ask"}).content.decode()
    assert "you asked several times" in page
    assert Recovery.objects.count() == 3


def test_asked_twice_it_is_one_and_without_mail_it_is_none(site: Process, ada: User) -> None:
    stand_before_the_second_step(site, ada)
    with override_settings(EMAIL_BACKEND=f"{NoMail.__module__}.NoMail"):
        assert "nothing was changed" in site.post(PAGE, {"verb": "ask"}).content.decode()
    assert not Recovery.objects.exists()
    for _ in range(2):
        assert "have written down" in site.post(PAGE, {"verb": "ask"}).content.decode()
    assert (Recovery.objects.count(), len(mail.outbox)) == (1, 1)


def test_sql_in_a_site_neither_begins_nor_takes_a_way_back(site: Process, ada: User, rosa: User) -> None:
    asked(site, ada)
    wait()

    def tried(login: Login, question: str, *given: object) -> str:
        try:
            with transaction.atomic(), logged_in(login), connection.cursor() as cursor:
                cursor.execute(question, given)  # type: ignore[arg-type]
        except DatabaseError as refused:
            return str(refused)
        return ""

    begin, end = "SELECT ask_way_back('BACK-X', %s, 0, 0, %s)", "SELECT take_way_back(%s, %s, %s)"
    with override_settings(LOGIN=Login.STAFF):
        word, other = vouch("way back", "BACK-X", rosa.pk, 0, 0), vouch("take way back", ada.pk, code())
    for who in (ada, rosa):
        assert "did not vouch" in tried(Login.PUBLIC, begin, who.pk, word)
    assert "did not vouch" in tried(Login.PUBLIC, end, ada.pk, code(), other)
    for login in (Login.STAFF, Login.WORKER):
        assert all("permission denied" in tried(login, words, ada.pk, *rest)
                   for words, rest in ((begin, [word]), (end, [code(), other])))  # fmt: skip
    with logged_in(Login.PUBLIC), override_settings(LOGIN=Login.PUBLIC):
        sooner = vouch("way back", "BACK-Y", ada.pk, 0, 0)
    Recovery.objects.update(ended_at=timezone.now())
    assert "waits" in tried(
        Login.PUBLIC, begin.replace("BACK-X", "BACK-Y"), ada.pk, sooner
    )  # three days, whoever vouches


def test_two_officers_are_faster_than_the_days_and_know_when_she_asked(
    site: Process, desk: Process, ada: User, vera: User, noor: User
) -> None:
    """She asked alone last night: the minute is on the page of the officer who approves."""
    asked(site, ada)
    desk.sign_in(vera)
    desk.post("/staff/people/way-back/", {"email": ada.email, "how": "She came with her licence and the letter."})
    back = Recovery.objects.get(ended_at=None)
    assert (back.asked_by_id, Recovery.objects.count()) == (vera.pk, 2)
    desk.sign_in(noor)
    address = f"/staff/people/way-back/{back.reference}/"
    assert "asked for it alone before" in desk.get(address).content.decode()
    desk.post(address, {"verb": "approve"})
    assert site.get("/account/login/", follow=True).status_code == 200  # though the page of her second step stood open
    assert site.post("/account/login/", {"login": ada.email, "password": PASSWORD})["Location"] == "/account/"
    assert [each.to for each in mail.outbox] == [[ada.email]] * 3
