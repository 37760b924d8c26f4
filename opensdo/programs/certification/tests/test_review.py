"""An officer reads a case, writes findings, asks, and recommends. A stranger sees nothing of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings
from django.utils import timezone

from opensdo.papers.letters.models import Letter
from opensdo.parties.accounts.models import User
from opensdo.parties.businesses.models import Owner
from opensdo.parties.personnel.actions import standing_in
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.models import DataKey
from opensdo.privacy.data.purposes import CERTIFY, STAFFING, Login
from opensdo.privacy.ledger.models import Entry
from opensdo.programs.certification.actions import reviewing
from opensdo.programs.certification.clock import day_of
from opensdo.programs.certification.desk import asked_of
from opensdo.programs.certification.models import Application, Assessment, InformationRequest
from opensdo.programs.certification.tests.conftest import address
from tests.processes import Process, logged_in

QUEUE = "/staff/certification/"


@pytest.fixture
def case(handed: Application) -> str:
    return address(handed)


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


def test_one_thing_is_asked_and_the_clock_stands_still(
    handed: Application, ada: User, rosa: User, desk: Process, site: Process
) -> None:
    desk.sign_in(rosa)
    said = {"requirement": "answer", "what": "Lease of the yard", "why": "To see that it stands on its own."}
    short = desk.post(f"{address(handed)}ask/", said | {"until_month": "1", "until_day": "1", "until_year": "2020"})
    assert short.status_code == 422
    assert "Give the business at least until tomorrow" in short.content.decode()
    day = timezone.localdate() + timedelta(days=10)
    until = {"until_month": day.month, "until_day": day.day, "until_year": day.year}
    assert desk.post(f"{address(handed)}ask/", said | until).status_code == 302
    assert "Stopped" in desk.get(QUEUE).content.decode()
    letter = Letter.objects.get(kind="certification.information_asked")
    assert letter.address == ada.email
    assert all(words in letter.text for words in ("Lease of the yard", "stands on its own", f"{day:%B %Y}"))
    assert "Lease" not in letter.subject_line
    again = desk.post(f"{address(handed)}ask/", said | until, follow=True)
    assert "Somebody was faster" in again.content.decode()
    assert InformationRequest.objects.count() == 1
    site.sign_in(ada)
    site.post(f"/certification/applications/{handed.reference}/answer/", {"reply": "Here it is: 12 Mill Road."})
    handed.refresh_from_db()
    assert handed.status == "under_review"
    assert Letter.objects.get(kind="certification.information_received").address == rosa.email
    assert "12 Mill Road" in desk.get(address(handed)).content.decode()


def test_a_request_is_taken_back(handed: Application, rosa: User, desk: Process) -> None:
    with logged_in(Login.STAFF), acting(rosa, CERTIFY):
        now = timezone.now()
        until = now.date() + timedelta(days=9)
        reviewing.request_information(handed.pk, "answer", "Lease", "Control", until, by=rosa, at=now)
    desk.sign_in(rosa)
    assert "Take the request back?" in desk.get(f"{address(handed)}take-back/").content.decode()
    desk.post(f"{address(handed)}take-back/")
    handed.refresh_from_db()
    assert (handed.status, InformationRequest.objects.get().answered) == ("under_review", False)


def test_a_number_is_opened_for_a_reason_that_its_owner_can_read(case: str, rosa: User, desk: Process) -> None:
    desk.sign_in(rosa)
    assert "123-45-6789" not in desk.get(case).content.decode()
    for lazy in ("", "asdfghjkl qwerty", "need it need it", "."):
        assert desk.post(f"{case}sealed/ssn-1/", {"reason": lazy}).status_code == 422
    assert not Entry.objects.filter(kind="sealed.opened").exists()
    page = desk.post(f"{case}sealed/ssn-1/", {"reason": "I match it with the tax return of 2025."})
    number = Owner.objects.order_by("pk")[0].pk
    assert "123-45-6789" in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    entry = Entry.objects.get(kind="sealed.opened")
    assert (entry.subject, entry.detail["reason"]) == (
        f"businesses.Owner.ssn:{number}", "I match it with the tax return of 2025.",
    )  # fmt: skip
    assert "123-45-6789" not in desk.get(f"{case}sealed/ssn-1/").content.decode()


def test_what_cannot_be_opened_says_why_and_what_to_do(case: str, rosa: User, desk: Process, tmp_path: Path) -> None:
    desk.sign_in(rosa)
    why = {"reason": "I match it with the tax return of 2025."}
    (tmp_path / "token").touch(mode=0o600)
    service = {"KEY_SERVICE": f"unix:{tmp_path}/nobody", "KEY_SERVICE_TOKEN": str(tmp_path / "token")}
    with override_settings(KEYRING_FOLDER=tmp_path, **service):  # no private key here, and nobody answers
        away = desk.post(f"{case}sealed/ssn-1/", why)
    assert away.status_code == 503
    for words in ("The key service did not answer in time", "Nothing was opened", "Try again in a few minutes"):
        assert words in away.content.decode()
    DataKey.objects.all().delete()
    gone = desk.post(f"{case}sealed/ssn-1/", why)
    assert gone.status_code == 410
    assert "This number was destroyed" in gone.content.decode()


def test_a_note_stays_in_the_office(handed: Application, ada: User, rosa: User, desk: Process, site: Process) -> None:
    desk.sign_in(rosa)
    desk.post(f"{address(handed)}notes/", {"text": "The landlord called back."})
    assert "The landlord called back." in desk.get(address(handed)).content.decode()
    site.sign_in(ada)
    assert "landlord" not in site.get(f"/certification/applications/{handed.reference}/").content.decode()


def test_the_clock_is_counted_out(case: str, rosa: User, desk: Process) -> None:
    desk.sign_in(rosa)
    page = desk.get(f"{case}clock/").content.decode()
    assert "The decision is due on" in page
    assert "day 90" in page.lower()


def test_naughty_strings_are_kept_or_refused_but_never_break(case: str, rosa: User, desk: Process) -> None:
    desk.sign_in(rosa)
    for text in ("\x00", "<script>alert(1)</script>", "\u202e", "𝕿", "' OR 1=1 --", "x" * 9000, "{{ 7 }}{% now %}"):
        for rest, said in (
            ("notes/", {"text": text}),
            ("criteria/ongoing/", {"outcome": text, "finding": text}),
            ("criteria/ongoing/", {"outcome": "met", "finding": text}),
            ("ask/", {"requirement": text, "what": text, "why": text, "until_day": text}),
            ("recommend/", {"reason": text, "supervisor": text}),
            ("sealed/ssn-1/", {"reason": text}),
        ):
            assert desk.post(case + rest, said).status_code in (200, 302, 422)
    assert "<script>alert" not in desk.get(case).content.decode()


def test_the_door_of_the_office_leads_to_the_queue(rosa: User, desk: Process) -> None:
    desk.sign_in(rosa)
    assert desk.get("/staff/").headers["Location"] == QUEUE


def test_a_stand_in_has_the_cases_in_her_queue_and_writes_the_findings(
    handed: Application, rosa: User, otto: User, desk: Process
) -> None:
    desk.sign_in(otto)
    assert handed.reference not in desk.get("/staff/certification/").content.decode()
    today = day_of(timezone.now())
    with logged_in(Login.STAFF), acting(rosa, STAFFING):
        standing_in.name(rosa.pk, otto.pk, today, today, by=rosa, at=timezone.now())
    assert handed.reference in desk.get("/staff/certification/").content.decode()
    asked = asked_of(handed)[0]
    desk.post(f"{address(handed)}criteria/{asked.code}/", {"outcome": "met", "finding": "The papers say so."})
    entry = Entry.objects.get(kind="certification.assessed")
    assert (entry.actor, entry.detail["for"]) == (str(otto.pk), rosa.pk)


def test_a_hand_over_does_not_undo_what_somebody_did_meanwhile(
    handed: Application, rosa: User, otto: User, sol: User, desk: Process
) -> None:
    desk.sign_in(sol)
    seen = {"case": handed.reference, "saw": f"{handed.reference} 0", "to": str(otto.pk)}
    page = desk.post("/staff/certification/all/hand-over/", seen, follow=True).content.decode()
    assert "Somebody else handed over" in page
    handed.refresh_from_db()
    assert handed.officer_id == rosa.pk
