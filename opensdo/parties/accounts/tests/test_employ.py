"""An administrator takes somebody in; they set their own password; nobody handles it for them."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command

from opensdo.parties.accounts.models import Officer, Role, User
from opensdo.privacy.data.models import Assignment
from opensdo.privacy.ledger.models import Entry
from tests.processes import Process

WORDS = ("rosa@example.org", "--name", "Rosa Medeiros", "--role", "certification officer")


@pytest.mark.django_db
def test_a_new_officer_sets_her_own_password(desk: Process, capsys: pytest.CaptureFixture[str]) -> None:
    cache.clear()
    call_command("staff_add", *WORDS)
    assert "/staff/" in capsys.readouterr().out
    assert Officer.objects.get().role == Role.CERTIFICATION_OFFICER
    page = desk.post("/staff/account/password/reset/", {"email": "rosa@example.org"})["Location"]
    code = re.search(r"^    (\S+)$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code
    page = desk.post(page, {"code": code[1]})["Location"]
    password = "four words nobody guesses"
    assert desk.post(page, {"password1": password, "password2": password}).status_code == 302
    assert User.objects.get().check_password(password)


@pytest.mark.django_db
def test_only_a_supervisor_hands_out_cases_and_it_is_written_down() -> None:
    call_command("staff_add", *WORDS)
    assert not Assignment.objects.exists()
    call_command("staff_add", "sol@example.org", "--name", "Sol Abara", "--role", "supervisor")
    assert [row.purpose for row in Assignment.objects.all()] == ["allot"]
    assert Entry.objects.filter(kind="officer.appointed").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("email", ["rosa@example.org", "ROSA@example.org", "not an address"])
def test_a_known_or_wrong_address_is_refused_in_a_sentence(email: str) -> None:
    call_command("staff_add", *WORDS)
    with pytest.raises(CommandError, match=r"already\.|not an e-mail address\."):
        call_command("staff_add", email, *WORDS[1:])
