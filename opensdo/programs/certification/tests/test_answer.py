"""The officer asks for something; Ada is told what, why and until when, and answers. She sees who looked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from opensdo.oversight.assurance.cast import picture
from opensdo.parties.accounts.models import User
from opensdo.parties.businesses.models import Owner
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.models import Assignment
from opensdo.privacy.data.purposes import CERTIFY, Login
from opensdo.privacy.data.vault import reveal
from opensdo.privacy.ledger.models import Entry
from opensdo.programs.certification.actions import applying
from opensdo.programs.certification.models import Application, InformationRequest, Paper
from opensdo.programs.certification.states import Status
from opensdo.programs.certification.tests.test_apply import at
from tests.processes import Process, logged_in


@pytest.fixture
def asked(submitted: Application, rosa: User) -> InformationRequest:
    Assignment.objects.create(actor=rosa, purpose=CERTIFY.code, subject_id=submitted.subject_id)
    for status in (Status.UNDER_REVIEW, Status.INFORMATION_REQUESTED):
        Application.objects.filter(pk=submitted.pk).update(status=status, officer=rosa)
    now = timezone.now()
    return InformationRequest.objects.create(
        subject_id=submitted.subject_id,
        application=submitted,
        requirement="operating-agreement",
        what="The page with the signatures",
        why="The copy we have ends on page 12",
        asked_by=rosa,
        asked_at=now,
        until=(now + timedelta(days=10)).date(),
    )


def test_she_is_told_what_why_and_until_when(site: Process, ada: User, asked: InformationRequest) -> None:
    site.sign_in(ada)
    page = site.get(at("application", asked.application.reference)).content.decode()
    assert "We need one thing from you" in page
    assert asked.what in page
    assert asked.why in page
    assert f"{asked.until:%A} {asked.until.day} {asked.until:%B %Y}" in page
    assert "The clock stands still" in page


def test_she_answers_with_words_and_a_file(site: Process, ada: User, asked: InformationRequest) -> None:
    site.sign_in(ada)
    here = asked.application.reference
    before = Paper.objects.filter(requirement=asked.requirement).count()
    for _ in range(2):
        answer = site.post(at("answer", here), {"reply": "Here it is.", "file": picture("page-13")})
        assert answer["Location"] == at("application", here)
    asked.refresh_from_db()
    assert asked.answered
    assert asked.reply == "Here it is."
    assert Paper.objects.filter(requirement=asked.requirement).count() == before + 1
    assert Application.objects.get().status == Status.UNDER_REVIEW
    assert Entry.objects.filter(kind="certification.answered").count() == 1


def test_a_file_too_many_is_refused_in_words(
    site: Process, ada: User, asked: InformationRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "MOST_PAPERS", 1)
    site.sign_in(ada)
    here = asked.application.reference
    answer = site.post(at("answer", here), {"reply": "Here it is.", "file": picture("page-13")})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("We have 1 files for this") == 2
    assert "Here it is." in page


def test_an_empty_answer_is_none(site: Process, ada: User, asked: InformationRequest) -> None:
    site.sign_in(ada)
    answer = site.post(at("answer", asked.application.reference), {"reply": " "})
    assert answer.status_code == 422
    assert answer.content.decode().count("Write an answer or choose a file") == 2
    asked.refresh_from_db()
    assert asked.ended_at is None


def test_she_sees_who_opened_her_number_when_and_why(
    site: Process, ada: User, rosa: User, asked: InformationRequest
) -> None:
    site.sign_in(ada)
    page = at("looks", asked.application.reference)
    assert "Nobody has opened" in site.get(page).content.decode()
    with logged_in(Login.STAFF), acting(rosa, CERTIFY):
        owner = Owner.objects.seen_for(CERTIFY).get(full_name="Ada Marlowe")
        reveal(owner, "ssn", purpose=CERTIFY, by=rosa, reason="Matching the tax return of 2025")
    shown = site.get(page).content.decode()
    assert "Rosa Medeiros, certification officer" in shown
    assert "Opened: the Social Security number of Ada Marlowe" in shown
    assert "Matching the tax return of 2025" in shown
    assert "decide a certification" in shown
