"""What no software can measure: an officer signs for it, until a day, and is reminded before the day."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, transaction
from django.utils import timezone

from conftest import officer
from opensdo.oversight.assurance.telling import tell
from opensdo.parties.accounts.models import Role, User
from opensdo.parties.personnel.actions.leaving import cut_off
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


def taken_down(**given: object) -> str:
    said = StringIO()
    until = timezone.localdate() + timedelta(days=100)
    call_command("attest", PROMISE, **{"words": WORDS, "until": until, **given}, stdout=said)
    return said.getvalue()


def test_a_signature_from_paper_names_who_signed_and_shows_everywhere_that_it_is_from_paper(
    desk: Process, site: Process, policy: Version, noor: User
) -> None:
    assert "the privacy officer signed" in taken_down(signed_by=noor.email)
    assert Attestation.objects.get().from_paper
    entered = Entry.objects.get(kind="policy.attested").detail
    assert (entered["signer"], entered["officer"]) == (str(noor.pk), "privacy officer")
    words = "The privacy officer signed for this on paper. The operator of this system wrote it down on"
    assert words in site.get("/privacy/evidence/").content.decode()
    [signed] = [one["signed"] for one in site.get("/privacy/evidence.json").json()["promises"] if one["signed"]]
    assert signed["from_paper"] is True
    desk.sign_in(noor)
    assert words in desk.get(PAGE).content.decode()
    listed = StringIO()
    call_command("attest", stdout=listed)
    assert "the privacy officer on paper, as the operator wrote" in listed.getvalue()
    assert [letter.subject for letter in mail.outbox] == ["A signature on paper was written down"] * 2
    assert "the privacy officer signed on paper" in mail.outbox[0].body
    desk.post(PAGE, typed())
    assert "signed for this on paper" not in site.get("/privacy/evidence/").content.decode(), "her own counts now"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"signed_by": "rosa"}, "is privacy officer or security officer today"),  # another office
        ({"signed_by": "nobody@example.org"}, "has to be in post"),
        ({"signed_by": "noor", "gone": True}, "has to be in post"),
        ({}, "Say --words"),
        ({"signed_by": "noor", "words": "Fine."}, "one full sentence"),
        ({"signed_by": "noor", "until": date(2099, 1, 1)}, "a year at most"),
    ],
)
def test_what_nobody_in_post_signed_is_not_taken_down(
    policy: Version, noor: User, rosa: User, given: dict[str, object], said: str
) -> None:
    people = {"noor": noor.email, "rosa": rosa.email}
    who = str(given.get("signed_by", ""))
    if given.get("gone"):
        cut_off(noor, using="default")
    given = {name: value for name, value in given.items() if name != "gone"}
    with pytest.raises(CommandError, match=said):
        taken_down(**{**given, "signed_by": people.get(who, who)})
    assert not Attestation.objects.exists()
    assert not mail.outbox


def test_the_database_says_from_paper_whatever_the_steward_writes(policy: Version, noor: User) -> None:
    now = timezone.now()
    word = {"passage": PROMISE, "officer": "privacy officer", "words": WORDS, "from_paper": False}
    Attestation.objects.create(**word, attested_at=now, expires_at=now + timedelta(days=9))
    assert Attestation.objects.get().from_paper
    with logged_in(Login.STAFF), acting(noor, ATTEST):
        actions.attest(PROMISE, WORDS, officer="privacy officer", by=noor.pk, at=timezone.now())
    assert not Attestation.objects.latest("pk").from_paper


@pytest.mark.parametrize(("days", "letters"), [(30, 2), (7, 2), (1, 2), (0, 2), (29, 0), (8, 0)])
def test_they_are_told_before_it_runs_out(policy: Version, days: int, letters: int) -> None:
    now = timezone.now()
    actions.attest(PROMISE, WORDS, officer="privacy officer", by=1, at=now, until=now + timedelta(days=90))
    mail.outbox.clear()
    tell(at=now + timedelta(days=90 - days))
    sent = [letter for letter in mail.outbox if "signature" in letter.subject]
    assert len(sent) == letters
    assert all(
        "privacy officer signed, on paper, for the promise executive-protection" in letter.body for letter in sent
    )
