"""An administrator takes somebody in; they set their own password; nobody handles it for them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from opensdo.parties.accounts.models import Officer, Role, User
from opensdo.parties.personnel.queries import roles_of
from opensdo.privacy.data.models import Assignment
from opensdo.privacy.data.purposes import PURPOSES, Login
from opensdo.privacy.ledger.models import Entry
from tests.processes import Process

SOON = timezone.localdate() + timedelta(days=90)
WORDS = ("rosa@example.org", "--name", "Rosa Medeiros", "--role", "certification officer")


@pytest.mark.django_db
def test_a_new_officer_sets_her_own_password(desk: Process, capsys: pytest.CaptureFixture[str]) -> None:
    cache.clear()
    call_command("staff_add", *WORDS)
    assert "/staff/" in capsys.readouterr().out
    assert Officer.objects.get().title == "Certification officer"
    assert roles_of(User.objects.get().pk) == [Role.CERTIFICATION_OFFICER]
    page = desk.post("/staff/account/password/reset/", {"email": "rosa@example.org"})["Location"]
    code = re.search(r"^    (\S+)$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code
    page = desk.post(page, {"code": code[1]})["Location"]
    password = "four words nobody guesses"
    assert desk.post(page, {"password1": password, "password2": password}).status_code == 302
    assert User.objects.get().check_password(password)


@pytest.mark.django_db
def test_a_role_is_posted_until_its_last_day_and_written_down() -> None:
    call_command("staff_add", *WORDS, "--until", f"{SOON:%Y-%m-%d}")
    assert [(row.purpose, row.until) for row in Assignment.objects.all()] == [("certify", SOON)]
    call_command("staff_add", "sol@example.org", "--name", "Sol Abara", "--role", "supervisor")
    posted = Assignment.objects.filter(actor__email="sol@example.org").values_list("purpose", flat=True)
    assert set(posted) == {"certify", "allot", "staffing"}
    assert Entry.objects.filter(kind="role.founded").count() == 2


@pytest.mark.django_db
def test_two_people_who_can_grant_end_the_operators_part() -> None:
    for name in ("Vera Lund", "Noor Haddad"):
        call_command("staff_add", f"{name[:4].lower()}@example.org", "--name", name, "--role", "administrator")
    with pytest.raises(CommandError, match="Two people of the office"):
        call_command("staff_add", *WORDS)


@pytest.mark.django_db
@pytest.mark.parametrize("until", ["2020-01-01", "2999-01-01"])
def test_a_role_has_a_last_day_within_a_year(until: str) -> None:
    with pytest.raises(CommandError, match=r"day to come|at the latest"):
        call_command("staff_add", *WORDS, "--until", until)


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.django_db
def test_what_a_role_is_appointed_to_exists_at_the_staff_site(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT appointed_to(%s)", [role])
        named = cursor.fetchone()[0]
    staff = {purpose.code for purpose in PURPOSES if purpose.login is Login.STAFF}
    assert set(named) <= staff


@pytest.mark.django_db
@pytest.mark.parametrize("email", ["rosa@example.org", "ROSA@example.org", "not an address"])
def test_a_known_or_wrong_address_is_refused_in_a_sentence(email: str) -> None:
    call_command("staff_add", *WORDS)
    with pytest.raises(CommandError, match=r"already\.|not an e-mail address\."):
        call_command("staff_add", email, *WORDS[1:])
