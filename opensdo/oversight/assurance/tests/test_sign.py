"""What no software can measure: an officer signs for it, until a day, and is reminded before the day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, transaction
from django.utils import timezone

from conftest import officer
from opensdo.oversight.assurance.telling import tell
from opensdo.parties.accounts.models import Role, User
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import ATTEST, Login
from opensdo.privacy.ledger.models import Entry
from opensdo.privacy.policy import actions
from opensdo.privacy.policy.models import Attestation, Version
from tests.processes import Process, logged_in

PAGE = "/staff/assurance/signing/"
PROMISE = "executive-protection"
WORDS = "I read the security plan of this year and the list of trainings. Both are kept."


@pytest.fixture
def noor(db: None) -> User:
    return officer("Noor Haddad", Role.PRIVACY_OFFICER)


def typed(days: int = 300, words: str = WORDS) -> dict[str, str]:
    day = timezone.localdate() + timedelta(days=days)
    until = {"until_month": str(day.month), "until_day": str(day.day), "until_year": str(day.year)}
    return {"promise": PROMISE, "words": words, **until}


def test_her_word_stands_on_the_evidence_page_and_in_the_ledger(
    desk: Process, site: Process, policy: Version, noor: User
) -> None:
    desk.sign_in(noor)
    assert "(law:" not in desk.get(PAGE).content.decode()
    assert desk.post(PAGE, typed()).status_code == 302
    page = site.get("/privacy/evidence/").content.decode()
    assert "The privacy officer signed for this" in page
    assert WORDS in page
    assert "Noor" not in page
    assert Entry.objects.get(kind="policy.attested").detail["officer"] == "privacy officer"
    assert "Signed for" in page


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (typed(days=0), "Choose a day after today"),
        (typed(days=366), "Choose a day within the next year"),
        (typed(words="Fine."), "Write at least one full sentence"),
        ({**typed(), "promise": "no-sale"}, "Error: "),
        ({}, "Error: "),
    ],
)
def test_what_does_not_count_is_refused_and_kept(
    desk: Process, policy: Version, noor: User, given: dict[str, str], said: str
) -> None:
    desk.sign_in(noor)
    answer = desk.post(PAGE, given)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Attestation.objects.exists()


def test_an_officer_of_another_kind_finds_nothing_to_sign(desk: Process, policy: Version, rosa: User) -> None:
    desk.sign_in(rosa)
    assert desk.get(PAGE).status_code == 404
    assert "signing" not in desk.get("/staff/assurance/").content.decode()


def test_the_database_takes_no_signature_of_somebody_who_is_not_appointed(policy: Version, rosa: User) -> None:
    with pytest.raises(ProgrammingError, match="appointed"), transaction.atomic(), logged_in(Login.STAFF):
        with acting(rosa, ATTEST):
            actions.attest(PROMISE, WORDS, officer="privacy officer", by=rosa.pk, at=timezone.now())


def test_a_signature_from_paper_is_taken_down_by_the_steward(policy: Version) -> None:
    until = timezone.localdate() + timedelta(days=100)
    call_command("attest", PROMISE, words=WORDS, officer="security officer", until=until)
    assert Attestation.objects.get().officer == "security officer"
    with pytest.raises(CommandError, match="a year at most"):
        late = until + timedelta(days=400)
        call_command("attest", PROMISE, words=WORDS, officer="security officer", until=late)


@pytest.mark.parametrize(("days", "letters"), [(30, 2), (7, 2), (1, 2), (0, 2), (29, 0), (8, 0)])
def test_they_are_told_before_it_runs_out(policy: Version, days: int, letters: int) -> None:
    now = timezone.now()
    actions.attest(PROMISE, WORDS, officer="privacy officer", by=1, at=now, until=now + timedelta(days=90))
    mail.outbox.clear()
    tell(at=now + timedelta(days=90 - days))
    sent = [letter for letter in mail.outbox if "signature" in letter.subject]
    assert len(sent) == letters
    assert all("privacy officer signed for the promise executive-protection" in letter.body for letter in sent)
