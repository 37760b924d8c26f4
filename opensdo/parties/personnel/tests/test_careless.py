"""What a careless clerk, a newcomer and a bad day do to the pages of the staff: an answer that says what to do."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from opensdo.parties.accounts.models import Officer, Role, User
from opensdo.parties.personnel import rules
from opensdo.parties.personnel.models import Appointment, Invitation, Recovery
from opensdo.parties.personnel.queries import roles_of
from opensdo.parties.personnel.tests.conftest import Grant, boxes, page_of, soon
from opensdo.parties.personnel.tests.test_people import NEW, accept, invite
from tests.processes import Process


class NoMail(EmailBackend):
    def send_messages(self, messages: object) -> int:
        raise smtplib.SMTPServerDisconnected("gone")


@pytest.fixture
def mail_is_down() -> Iterator[None]:
    with override_settings(EMAIL_BACKEND=f"{__name__}.NoMail"):
        yield


@given(st.dates(date(2026, 1, 1), date(2100, 1, 1)), st.integers(1, 12))
def test_a_last_day_is_within_the_year_whatever_day_it_is(today: date, months: int) -> None:
    assert today < rules.last_day(today, months) <= today + rules.LONGEST
    assert today - rules.LONGEST - timedelta(days=3) <= rules.earlier(today, months) < today
    assert rules.wrong_end(rules.last_day(today, months), today, months) == ""


@pytest.mark.parametrize(
    "typed", [("2", "29", "2027"), ("13", "1", "2027"), ("", "", ""), ("1", "1", "2020"), ("1", "1", "9999")]
)
def test_a_day_that_cannot_be_is_told_and_kept(desk: Process, vera: User, lea: User, typed: tuple[str, ...]) -> None:
    desk.sign_in(vera)
    words = dict(zip(("until_month", "until_day", "until_year"), typed, strict=True))
    answer = desk.post(f"{page_of(lea)}role/", {"role": "auditor", **words})
    assert answer.status_code == 422
    assert f'value="{typed[2]}"' in answer.content.decode() or not typed[2]
    assert not Appointment.objects.filter(user=lea).exists()


def test_a_day_that_is_corrected_by_proposing_again_is_not_swallowed(desk: Process, vera: User, lea: User) -> None:
    desk.sign_in(vera)
    page = f"{page_of(lea)}role/"
    desk.post(page, {"role": "auditor", **boxes(soon())})
    told = desk.post(page, {"role": "auditor", **boxes(soon() - timedelta(days=30))}).content.decode()
    assert "Take it back, then propose anew" in told
    assert Appointment.objects.get(user=lea).until == soon()
    assert desk.post(page, {"role": "auditor", **boxes(soon())}).status_code == 302
    assert Appointment.objects.filter(user=lea).count() == 1


def test_invited_twice_the_newest_code_counts(desk: Process, vera: User) -> None:
    first, second = invite(desk, vera), invite(desk, vera)
    assert accept(first) == 422
    assert accept(second) == 302
    assert Appointment.objects.filter(user__email="kai@example.org").count() == 1


def test_oneself_cannot_be_invited(desk: Process, vera: User) -> None:
    desk.sign_in(vera)
    page = desk.post("/staff/people/invite/", NEW | boxes(soon()) | {"email": "VERA@example.org"}, follow=True)
    assert "This address cannot be invited" in page.content.decode()
    assert not Invitation.objects.exists()


def test_an_address_that_worked_here_is_not_given_to_somebody_else(
    desk: Process, grant: Grant, vera: User, lea: User
) -> None:
    """What she read and signed stands under the name of her account."""
    grant(lea, Role.AUDITOR)
    desk.sign_in(vera)
    desk.post(f"{page_of(lea)}leave/", {"sure": "on"})
    words = NEW | boxes(soon()) | {"email": "lea@example.org"}
    page = desk.post("/staff/people/invite/", words, follow=True).content.decode()
    assert "belonged to an officer of another name" in page
    assert Officer.objects.get(user=lea).name == "Lea Fontaine"
    assert desk.post("/staff/people/invite/", words | {"name": "lea fontaine"}).status_code == 302


def test_when_the_mail_is_down_nobody_is_told_that_it_worked(
    desk: Process, rosa: User, vera: User, noor: User, mail_is_down: None
) -> None:
    TOTP.activate(rosa, generate_totp_secret())
    desk.sign_in(vera)
    how = {"how": "She came to my desk and showed her badge."}
    assert "nothing was changed" in desk.post(f"{page_of(rosa)}help/", how, follow=True).content.decode()
    assert not Recovery.objects.exists()
    page = desk.post("/staff/people/invite/", NEW | boxes(soon())).content.decode()
    assert "nothing was changed" in page
    assert 'value="Kai Moreno"' in page
    assert not User.objects.filter(email="kai@example.org").exists()


def test_the_last_two_who_can_grant_are_warned(desk: Process, vera: User, noor: User) -> None:
    desk.sign_in(vera)
    assert "Only one person" not in desk.get("/staff/people/").content.decode()
    assert "the only one who can propose" in desk.get(f"{page_of(noor)}leave/").content.decode()
    desk.post(f"{page_of(noor)}leave/", {"sure": "on"})
    assert "Only one person can propose" in desk.get("/staff/people/").content.decode()


def test_an_approval_from_an_old_tab_is_told_how_it_stands(desk: Process, grant: Grant, lea: User, noor: User) -> None:
    role = grant(lea, Role.AUDITOR)
    desk.sign_in(noor)
    page = desk.post(f"/staff/people/roles/{role.reference}/", {"verb": "approve"}, follow=True).content.decode()
    assert "Somebody was faster" in page


def test_renewed_by_the_same_two_in_swapped_parts_it_is_one_role(
    desk: Process, grant: Grant, vera: User, noor: User, lea: User
) -> None:
    grant(lea, Role.AUDITOR)
    desk.sign_in(noor)
    desk.post(f"{page_of(lea)}role/", {"role": "auditor", **boxes(soon())})
    waiting = Appointment.objects.get(user=lea, status="proposed")
    desk.sign_in(vera)
    desk.post(f"/staff/people/roles/{waiting.reference}/", {"verb": "approve"})
    held = Appointment.objects.get(user=lea, status="held")
    assert (held.proposed_by_id, held.approved_by_id) == (noor.pk, vera.pk)


def test_when_one_of_two_is_locked_out_the_operator_takes_in_a_third(vera: User, noor: User, rosa: User) -> None:
    """Nobody else could approve her way back. Cut off first, she no longer counts as one who can."""
    words = ("otto@example.org", "--name", "Otto Lindqvist", "--role", "administrator")
    with pytest.raises(CommandError, match="Two people of the office"):
        call_command("staff_add", *words)
    call_command("staff_leave", "vera@example.org")
    call_command("staff_add", *words)
    assert roles_of(User.objects.get(email="otto@example.org").pk) == [Role.ADMINISTRATOR]
