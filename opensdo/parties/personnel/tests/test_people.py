"""Officers come by invitation, go at once, stand in for each other, and are helped back in by two."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import ProgrammingError
from django.utils import timezone

from opensdo.parties.accounts.models import Officer, Role, User
from opensdo.parties.businesses.models import Business
from opensdo.parties.personnel.models import Appointment, Invitation, Recovery
from opensdo.parties.personnel.tests.conftest import Grant, boxes, page_of, soon
from opensdo.parties.personnel.tests.test_roles import sees
from opensdo.privacy.data.purposes import CERTIFY, Login
from opensdo.privacy.data.vault import reveal
from opensdo.privacy.ledger.models import Entry
from tests.processes import Process, logged_in

PASSWORD = "four words nobody guesses"
NEW = {"email": "kai@example.org", "name": "Kai Moreno", "phone": "", "role": "certification officer"}


def invite(desk: Process, vera: User) -> str:
    desk.sign_in(vera)
    assert desk.post("/staff/people/invite/", NEW | boxes(soon())).status_code == 302
    found = re.search(r"^    (\S+)$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found
    return found[1]


def accept(code: str, email: str = "kai@example.org") -> int:
    visitor = Process(Login.STAFF)
    answer = visitor.post("/staff/invitation/", {"email": email, "code": code, "password": PASSWORD})
    return int(answer.status_code)


def test_an_invited_officer_opens_her_account_and_sets_up_a_second_step(desk: Process, vera: User, noor: User) -> None:
    cache.clear()
    code = invite(desk, vera)
    assert mail.outbox[-1].to == ["kai@example.org"]
    assert "kai" not in mail.outbox[-1].subject.lower()
    kai = User.objects.get(email="kai@example.org")
    assert not kai.is_active
    assert accept(code.lower()) == 302
    visitor = Process(Login.STAFF)
    visitor.post("/staff/account/login/", {"login": "kai@example.org", "password": PASSWORD})
    assert visitor.get("/staff/")["Location"] == "/staff/second-factor/"
    role = Appointment.objects.get(user=kai)
    assert (role.status, role.proposed_by_id) == ("proposed", vera.pk)
    assert accept(code) == 422


def test_every_refusal_of_an_invitation_looks_the_same(desk: Process, vera: User, rosa: User) -> None:
    code = invite(desk, vera)
    tries = [(code, "rosa@example.org"), (code, "nobody@example.org"), ("AAAA", "kai@example.org")]
    Invitation.objects.update(expires_at=timezone.now() - timedelta(hours=1))
    tries.append((code, "kai@example.org"))
    pages = set()
    for typed, email in tries:
        answer = Process(Login.STAFF).post("/staff/invitation/", {"email": email, "code": typed, "password": PASSWORD})
        assert answer.status_code == 422
        pages.add(re.sub(r'value="[^"]*"', "", answer.content.decode()))
    assert len(pages) == 1


def test_ten_wrong_codes_end_an_invitation(desk: Process, vera: User) -> None:
    code = invite(desk, vera)
    for _ in range(10):
        assert accept("WRONG") == 422
    assert accept(code) == 422


def test_an_invitation_is_withdrawn_and_given_again(desk: Process, vera: User) -> None:
    code = invite(desk, vera)
    desk.post(f"{page_of(User.objects.get(email='kai@example.org'))}withdraw/")
    assert accept(code) == 422
    assert Appointment.objects.get(user__email="kai@example.org").status == "taken_back"
    assert accept(invite(desk, vera)) == 302


@pytest.mark.parametrize("email", ["rosa@example.org", "ada@example.org"])
def test_an_address_that_has_an_account_cannot_be_invited(
    desk: Process, vera: User, rosa: User, ada: User, email: str
) -> None:
    desk.sign_in(vera)
    page = desk.post("/staff/people/invite/", NEW | boxes(soon()) | {"email": email}, follow=True)
    assert "This address cannot be invited" in page.content.decode()
    assert not Invitation.objects.exists()


def test_who_leaves_is_cut_off_at_once(desk: Process, assigned: Business, rosa: User, vera: User) -> None:
    TOTP.activate(rosa, generate_totp_secret())
    hers = Process(Login.STAFF)
    hers.sign_in(rosa)
    assert hers.get("/staff/certification/").status_code == 200
    desk.sign_in(vera)
    assert desk.post(f"{page_of(rosa)}leave/").status_code == 422
    desk.post(f"{page_of(rosa)}leave/", {"sure": "on"})
    assert hers.get("/staff/certification/").status_code == 302
    with pytest.raises(ProgrammingError, match="did not vouch"):
        sees(rosa, assigned)
    rosa.refresh_from_db()
    assert not rosa.is_active
    assert not rosa.has_usable_password()
    assert not rosa.authenticator_set.exists()  # type: ignore[attr-defined]
    assert Entry.objects.filter(kind="officer.left", actor=str(vera.pk)).count() == 1


def test_nobody_lets_herself_go_and_the_operator_can(desk: Process, vera: User, rosa: User) -> None:
    desk.sign_in(vera)
    assert "Nobody closes her own account" in desk.post(
        f"{page_of(vera)}leave/", {"sure": "on"}, follow=True
    ).content.decode()  # fmt: skip
    call_command("staff_leave", "rosa@example.org")
    rosa.refresh_from_db()
    assert not rosa.is_active


def test_a_stand_in_sees_the_files_of_these_days_and_signs_with_both_names(
    desk: Process, assigned: Business, rosa: User, otto: User
) -> None:
    assert not sees(otto, assigned)
    desk.sign_in(rosa)
    today = timezone.localdate()
    words = {"deputy": str(otto.pk), **boxes(today, "since"), **boxes(soon())}
    assert desk.post("/staff/stand-in/", words).status_code == 302
    assert sees(otto, assigned)
    owner = assigned.owners.get()
    with logged_in(Login.STAFF):
        reveal(owner, "ssn", purpose=CERTIFY, by=otto, reason="Matching the tax return of 2025")
    entry = Entry.objects.get(kind="sealed.opened")
    assert (entry.actor, entry.detail["for"]) == (str(otto.pk), rosa.pk)
    page = desk.get("/staff/stand-in/").content.decode()
    address = re.search(r'action="(/staff/stand-in/[^"]+/end/)"', page)
    assert address
    desk.post(address[1])
    assert not sees(otto, assigned)


def test_a_stand_in_holds_the_same_role_and_only_the_absent_one_names_her(
    desk: Process, assigned: Business, rosa: User, otto: User, vera: User
) -> None:
    desk.sign_in(rosa)
    today = timezone.localdate()
    words = {"deputy": str(vera.pk), **boxes(today, "since"), **boxes(soon())}
    assert desk.post("/staff/stand-in/", words).status_code == 422
    desk.sign_in(otto)
    assert desk.get(f"{page_of(rosa)}stand-in/").status_code == 404


def test_a_lost_second_step_takes_two_other_officers(desk: Process, rosa: User, vera: User, noor: User) -> None:
    TOTP.activate(rosa, generate_totp_secret())
    desk.sign_in(vera)
    desk.post(f"{page_of(rosa)}help/", {"how": "She came to my desk and showed her badge."})
    back = Recovery.objects.get()
    assert mail.outbox[-1].to == ["rosa@example.org"]
    address = f"/staff/people/way-back/{back.reference}/"
    desk.post(address, {"verb": "approve"})
    assert rosa.authenticator_set.exists()  # type: ignore[attr-defined]
    desk.sign_in(noor)
    assert "showed her badge" in desk.get(address).content.decode()
    desk.post(address, {"verb": "approve"})
    assert not rosa.authenticator_set.exists()  # type: ignore[attr-defined]
    assert Entry.objects.filter(kind="second_step.taken_off").count() == 1


def test_somebody_of_the_public_is_helped_by_two_the_same_day(desk: Process, ada: User, vera: User, noor: User) -> None:
    TOTP.activate(ada, generate_totp_secret())
    desk.sign_in(vera)
    words = {"email": "ADA@example.org", "how": "She came to the desk with her licence and the letter."}
    assert desk.post("/staff/people/way-back/", words | {"email": "rosa@example.org"}).status_code == 422
    desk.post("/staff/people/way-back/", words)
    desk.sign_in(noor)
    desk.post(f"/staff/people/way-back/{Recovery.objects.get().reference}/", {"verb": "approve"})
    assert not ada.authenticator_set.exists()  # type: ignore[attr-defined]
    assert [letter.to for letter in mail.outbox] == [["ada@example.org"]] * 2


def test_the_pages_open_and_an_officer_sees_what_she_may(desk: Process, grant: Grant, vera: User, lea: User) -> None:
    grant(lea, Role.AUDITOR)
    desk.sign_in(vera)
    for address in ("/staff/people/", page_of(lea), f"{page_of(lea)}leave/", f"{page_of(lea)}help/"):
        assert "Lea Fontaine" in desk.get(address).content.decode()
    assert desk.get("/staff/")["Location"] == "/staff/people/"
    desk.sign_in(lea)
    assert "Who works here" not in desk.get("/staff/policy/", follow=True).content.decode()
    assert Officer.objects.get(user=lea).title == "Auditor"
