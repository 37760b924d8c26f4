"""The eligibility check: anonymous, nothing stored, each answer with its rule."""

from __future__ import annotations

import re
from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from opensdo.parties.accounts.models import User
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import APPLY, NOTIFY, Login
from opensdo.privacy.policy.models import Version
from opensdo.programs.certification.actions import checking
from opensdo.programs.certification.models import Application, SentCheck
from opensdo.programs.certification.tests.test_apply import at
from tests.processes import Process, logged_in

ANSWERS: dict[str, list[str]] = {
    "kind": ["for-profit"],
    "group": ["women", "veterans"],
    "share": ["yes"],
    "status": ["yes"],
    "control": ["shared"],
    "ongoing": ["yes"],
    "independent": ["yes"],
}


def hidden(page: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page):
        found.setdefault(name, []).append(value)
    return found


def answer_all(site: Process) -> str:
    page = site.get(at("check")).content.decode()
    for code, chosen in ANSWERS.items():
        assert "425 CMR" in page
        page = site.post(at("check"), hidden(page) | {code: chosen}).content.decode()
    return page


def test_from_the_first_question_to_the_result(site: Process, policy: Version) -> None:
    page = answer_all(site)
    assert "It depends: let us talk" in page
    assert "Maybe" in page
    assert "Probably not" in page
    assert page.count("425 CMR 2.00") > len(ANSWERS)


def test_nothing_is_stored_on_the_way(site: Process, policy: Version) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer_all(site)
    written = [each["sql"] for each in asked if re.match(r"\s*(INSERT|UPDATE|DELETE)", each["sql"])]
    assert written == []
    assert set(site.cookies) <= {"site-csrf"}


def test_back_keeps_what_was_chosen(site: Process, policy: Version) -> None:
    first = site.get(at("check")).content.decode()
    second = site.post(at("check"), hidden(first) | {"kind": "non-profit"}).content.decode()
    again = site.post(at("check"), hidden(second) | {"back": "1"}).content.decode()
    assert re.search(r'value="non-profit"[^>]*checked', again)


def test_no_answer_says_what_to_do(site: Process, policy: Version) -> None:
    answer = site.post(at("check"), {"step": "0"})
    assert answer.status_code == 422
    assert "<title>Error: " in answer.content.decode()
    assert answer.content.decode().count("Choose one answer") == 2


def test_a_form_made_up_by_somebody_breaks_nothing(site: Process, policy: Version) -> None:
    for typed in ({"step": "99"}, {"step": "-1"}, {"step": "٣"}, {"step": "0", "kind": "\0'<b>"}, {"group": "nobody"}):
        assert site.post(at("check"), typed).status_code in (200, 422)
    assert site.post(at("carry"), {"kind": "made up"}).status_code == 302


def test_the_answers_go_into_an_application_only_with_a_yes(site: Process, ada: User, policy: Version) -> None:
    for said, kept in (("no", None), ("yes", ANSWERS)):
        page = answer_all(site)
        answer = site.post(at("carry"), hidden(page))
        assert "women" not in answer["Location"]
        assert "women" not in str(site.cookies)
        if said == "no":
            assert "/login/" in site.get(answer["Location"])["Location"]
        site.sign_in(ada)
        page = site.get(at("new")).content.decode()
        assert "Woman-owned" in page
        assert site.post(at("new"), hidden(page)).status_code == 422
        site.post(at("new"), hidden(page) | {"carry": said})
        application = Application.objects.latest("pk")
        assert application.precheck == kept
        assert "Put your answers" not in site.get(at("new")).content.decode()


def test_sent_on_purpose_they_wait_under_a_reference_for_an_officer(
    site: Process, desk: Process, rosa: User, policy: Version
) -> None:
    page = answer_all(site)
    typed = hidden(page[page.index("check/send/") :])
    sent = [site.post(at("send_check"), typed) for _ in range(2)]
    assert sent[0]["Location"] == sent[1]["Location"]
    held = SentCheck.objects.get()
    assert held.answers == ANSWERS
    assert held.reference in site.get(sent[0]["Location"]).content.decode()
    assert site.post(at("send_check"), typed | {"token": "made up"})["Location"] == at("check")
    desk.sign_in(rosa)
    found = desk.get(
        reverse("certification:sent_answers", urlconf="opensdo.web.urls.staff"), {"reference": held.reference}
    )
    assert "someone else has to agree" in found.content.decode()


def test_the_public_site_cannot_read_what_it_stored(ada: User, policy: Version) -> None:
    for held in (APPLY, None):
        with pytest.raises(ProgrammingError, match="permission denied"), logged_in(Login.PUBLIC):
            with acting(ada, held) if held else nullcontext():
                SentCheck.objects.count()


def test_sent_answers_are_destroyed_on_their_day(policy: Version) -> None:
    now = timezone.now()
    checking.send("CHECK-2222-2222", ANSWERS, at=now - checking.KEPT - timedelta(days=1))
    checking.send("CHECK-3333-3333", ANSWERS, at=now)
    with logged_in(Login.WORKER), acting(None, NOTIFY):
        assert checking.destroy_old(today=timezone.localdate()) == 1
    assert SentCheck.objects.get().reference == "CHECK-3333-3333"
