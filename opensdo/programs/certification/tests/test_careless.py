"""A careless officer, an old tab, a hurried supervisor: nothing happens twice, nothing happens too late."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from opensdo.parties.accounts.models import User
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import ALLOT, APPLY, Login
from opensdo.programs.certification.actions import applying, reviewing
from opensdo.programs.certification.models import Application, Assessment, Certificate, InformationRequest, Note
from opensdo.programs.certification.tests.conftest import Assess, address
from tests.processes import Process, logged_in

MARKUP = "<script>alert(1)</script> #eval(\"1\") $x$ \\ {{ desk }} =cmd|' /C calc'!A0"


def asked(until: date) -> dict[str, object]:
    day = {"until_month": until.month, "until_day": until.day, "until_year": until.year}
    return {"requirement": "answer", "what": "The lease", "why": "It shows who runs the shop.", **day}


def status(case: Application) -> str:
    case.refresh_from_db()
    return case.status


def test_an_old_tab_changes_no_finding_after_the_recommendation(recommended: Assess, rosa: User, desk: Process) -> None:
    case = recommended()
    desk.sign_in(rosa)
    page = desk.post(f"{address(case)}criteria/ongoing/", {"outcome": "not_met", "finding": "Late."}, follow=True)
    assert "Somebody was faster" in page.content.decode()
    assert not Assessment.objects.filter(outcome="not_met").exists()


def test_what_was_withdrawn_is_neither_recommended_nor_decided(
    recommended: Assess, ada: User, sol: User, desk: Process
) -> None:
    case = recommended()
    with logged_in(Login.PUBLIC), acting(ada, APPLY):
        applying.withdraw(case.pk, by=ada, at=timezone.now())
    desk.sign_in(sol)
    page = desk.post(f"{address(case)}decide/", follow=True)
    assert "Somebody was faster" in page.content.decode()
    assert (status(case), Certificate.objects.count()) == ("withdrawn", 0)
    assert "It does not wait for a decision" in desk.get(f"{address(case)}decide/").content.decode()


def test_sent_back_it_is_not_decided_from_another_tab(recommended: Assess, sol: User, desk: Process) -> None:
    case = recommended()
    desk.sign_in(sol)
    desk.post(f"{address(case)}return/", {"why": "Look at the lease again."})
    desk.post(f"{address(case)}decide/")
    desk.post(f"{address(case)}return/", {"why": "Look at the lease again."})
    assert status(case) == "under_review"
    assert (Certificate.objects.count(), Note.objects.count()) == (0, 1)


def test_asked_twice_is_asked_once(handed: Application, rosa: User, desk: Process) -> None:
    desk.sign_in(rosa)
    wanted = asked(timezone.localdate() + timedelta(days=10))
    for _ in range(2):
        assert desk.post(f"{address(handed)}ask/", wanted).status_code == 302
    assert InformationRequest.objects.count() == 1


def test_a_note_kept_twice_is_kept_once(handed: Application, rosa: User, desk: Process) -> None:
    desk.sign_in(rosa)
    for words in ("Call her on Monday.", "Call her on Monday.", "Call her on Tuesday."):
        desk.post(f"{address(handed)}notes/", {"text": words})
    assert list(Note.objects.order_by("pk").values_list("text", flat=True)) == [
        "Call her on Monday.",
        "Call her on Tuesday.",
    ]


@pytest.mark.parametrize("rest", ["", "clock/", "ask/", "recommend/", "sealed/ein/", "decide/"])
def test_whose_case_was_taken_away_in_the_middle_finds_nothing(
    rest: str, handed: Application, rosa: User, otto: User, sol: User, desk: Process
) -> None:
    desk.sign_in(rosa)
    with logged_in(Login.STAFF), acting(sol, ALLOT):
        reviewing.assign(handed.pk, otto.pk, by=sol, at=timezone.now())
    assert desk.get(f"{address(handed)}{rest}").status_code == 404
    assert desk.post(f"{address(handed)}{rest}", {"text": "x"}).status_code in (404, 405)


def test_the_supervisor_keeps_the_case_that_waits_for_her_decision(
    recommended: Assess, rosa: User, otto: User, sol: User, nia: User, desk: Process
) -> None:
    """Nia takes it over from Rosa to Sol, who has it to decide, and then to Otto: Sol still decides."""
    case = recommended()
    for to in (sol, otto):
        with logged_in(Login.STAFF), acting(nia, ALLOT):
            reviewing.assign(case.pk, to.pk, by=nia, at=timezone.now())
    desk.sign_in(sol)
    desk.post(f"{address(case)}decide/")
    assert status(case) == "certified"


def test_when_no_answer_came_the_desk_says_so(handed: Application, rosa: User, desk: Process) -> None:
    desk.sign_in(rosa)
    desk.post(f"{address(handed)}ask/", asked(timezone.localdate() + timedelta(days=10)))
    assert "That day has passed" not in desk.get(address(handed)).content.decode()
    InformationRequest.objects.update(until=timezone.localdate() - timedelta(days=1))
    assert "That day has passed" in desk.get(address(handed)).content.decode()
    assert "No answer came" in desk.get("/staff/certification/").content.decode()


def test_markup_in_a_finding_is_only_words(recommended: Assess, rosa: User, sol: User, desk: Process) -> None:
    case = recommended()
    Assessment.objects.filter(application=case).update(finding=MARKUP)
    desk.sign_in(sol)
    page = desk.get(f"{address(case)}decide/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert desk.get(f"{address(case)}decide/letter.pdf").content.startswith(b"%PDF-")


@pytest.mark.parametrize("reason", ["aaaaaaaaaaaa", " " * 12, "\n" * 12, "a b c d e f", "...........", "x" * 1_000_000])
def test_a_reason_that_says_nothing_opens_nothing(reason: str, handed: Application, rosa: User, desk: Process) -> None:
    desk.sign_in(rosa)
    page = desk.post(f"{address(handed)}sealed/ein/", {"reason": reason})
    assert page.status_code == 422
    assert "04-3211234" not in page.content.decode()


def test_a_finding_of_a_megabyte_is_too_long_and_says_so(handed: Application, rosa: User, desk: Client) -> None:
    assert isinstance(desk, Process)
    desk.sign_in(rosa)
    page = desk.post(f"{address(handed)}criteria/ongoing/", {"outcome": "met", "finding": "x" * 1_000_000})
    assert page.status_code == 422
    assert "5000 characters or fewer" in page.content.decode()
