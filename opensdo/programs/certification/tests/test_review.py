"""An officer reads a case, writes findings, asks, and recommends. A stranger sees nothing of it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from opensdo.parties.accounts.models import User
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import ALLOT, CERTIFY, Login
from opensdo.privacy.ledger.models import Entry
from opensdo.programs.certification.actions import reviewing
from opensdo.programs.certification.models import Application, Assessment
from tests.processes import Process, logged_in

QUEUE = "/staff/certification/"


@pytest.fixture
def case(submitted: Application, sol: User, rosa: User) -> str:
    """The address of a case that Sol handed to Rosa."""
    with logged_in(Login.STAFF), acting(sol, ALLOT):
        reviewing.assign(submitted.pk, rosa.pk, by=sol, at=timezone.now())
    return f"{QUEUE}{submitted.reference}/"


def test_a_case_that_nobody_has_is_handed_out_after_a_page_that_says_what_changes(
    submitted: Application, sol: User, rosa: User, desk: Process
) -> None:
    desk.sign_in(sol)
    page = desk.get(f"{QUEUE}all/")
    assert "1 case has no officer yet" in page.content.decode()
    sure = desk.get(f"{QUEUE}all/hand-over/", {"case": submitted.reference})
    assert "Hand over 1 case" in sure.content.decode()
    done = desk.post(f"{QUEUE}all/hand-over/", {"case": submitted.reference, "to": rosa.pk})
    assert done.status_code == 302
    submitted.refresh_from_db()
    assert (submitted.status, submitted.officer) == ("under_review", rosa)


def test_the_queue_answers_in_its_heading(case: str, rosa: User, desk: Process) -> None:
    desk.sign_in(rosa)
    page = desk.get(QUEUE)
    assert page.status_code == 200
    assert "Nothing is late or due today" in page.content.decode()
    assert "Ada Ironworks" in page.content.decode()


def test_reading_a_case_is_written_down(case: str, rosa: User, desk: Process) -> None:
    desk.sign_in(rosa)
    assert desk.get(case).status_code == 200
    looked = Entry.objects.get(kind="record.read")
    assert (looked.actor, looked.role) == (str(rosa.pk), "need_certify")


@pytest.mark.parametrize("rest", ["", "clock/", "ask/", "take-back/", "sealed/ssn-1/"])
def test_who_has_no_part_in_it_finds_nothing(case: str, otto: User, desk: Process, rest: str) -> None:
    desk.sign_in(otto)
    assert desk.get(case + rest).status_code == 404
    with logged_in(Login.STAFF), acting(otto, CERTIFY):
        assert Application.objects.seen_for(CERTIFY).count() == 0


def test_a_finding_is_kept_with_its_rule(case: str, rosa: User, desk: Process) -> None:
    desk.sign_in(rosa)
    said = {"outcome": "met", "finding": "Open since 2018, eleven people on the payroll."}
    assert desk.post(f"{case}criteria/ongoing/", said).status_code == 302
    assert Assessment.objects.get().cites == "425 CMR 2.02"
    said["outcome"] = "not_met"
    desk.post(f"{case}criteria/ongoing/", said)
    assert Assessment.objects.get().outcome == "not_met"


def test_a_finding_without_words_is_refused_and_the_choice_kept(case: str, rosa: User, desk: Process) -> None:
    desk.sign_in(rosa)
    page = desk.post(f"{case}criteria/ongoing/", {"outcome": "met", "finding": ""})
    assert page.status_code == 422
    assert "<title>Error: " in page.content.decode()
    assert "Write what you found" in page.content.decode()
    assert Assessment.objects.count() == 0
