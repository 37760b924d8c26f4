"""Double submit, two tabs, the back button, a session that ended: one record, and nothing typed is lost."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from opensdo.kit.lifecycle import NotAllowed
from opensdo.oversight.assurance.cast import picture
from opensdo.papers.letters.models import Letter
from opensdo.parties.accounts.models import User
from opensdo.parties.businesses.models import Business, Owner
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import APPLY, CERTIFY, Login
from opensdo.privacy.ledger.models import Entry
from opensdo.privacy.policy.models import Version
from opensdo.programs.certification.actions import applying, reviewing
from opensdo.programs.certification.criteria import Found
from opensdo.programs.certification.desk import asked_of
from opensdo.programs.certification.models import Application, Paper
from opensdo.programs.certification.questionnaire.application import application_questions
from opensdo.programs.certification.states import Status
from opensdo.programs.certification.tests.test_apply import at
from tests.processes import Process, logged_in


def ask(case: Application, rosa: User) -> None:
    with logged_in(Login.STAFF), acting(rosa, CERTIFY):
        for each in asked_of(case):
            reviewing.assess(case.pk, each.code, Found.MET, "Seen.", by=rosa, at=timezone.now())
        until = timezone.localdate() + timedelta(days=14)
        reviewing.request_information(case.pk, "lease", "Lease", "To see it.", until, by=rosa, at=timezone.now())


def test_begin_pressed_twice_is_one_application(site: Process, ada: User, policy: Version) -> None:
    site.sign_in(ada)
    token = re.search(r'name="token" value="([^"]+)"', site.get(at("new")).content.decode())
    assert token
    answers = [site.post(at("new"), {"token": token[1]}) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Application.objects.count() == Business.objects.count() == 1


def test_a_token_made_for_somebody_else_begins_nothing(site: Process, ada: User, eve: User, policy: Version) -> None:
    site.sign_in(ada)
    token = re.search(r'name="token" value="([^"]+)"', site.get(at("new")).content.decode())
    assert token
    site.sign_in(eve)
    for forged in (token[1], "CERT-2222-2222", ""):
        assert site.post(at("new"), {"token": forged}).status_code in (302, 422)
    assert Application.objects.count() == 0


def test_sent_twice_is_sent_once(site: Process, ada: User, draft: Application) -> None:
    site.sign_in(ada)
    answers = [site.post(at("check_answers", draft.reference), {"true": "on"}) for _ in range(2)]
    assert {answer["Location"] for answer in answers} == {at("receipt", draft.reference)}
    assert Entry.objects.filter(kind="certification.submitted").count() == 1


def test_what_was_sent_cannot_be_changed_from_another_tab(site: Process, ada: User, submitted: Application) -> None:
    site.sign_in(ada)
    owner = Owner.objects.first()
    assert owner
    here = submitted.reference
    for page, typed in (
        (at("question", here, "name"), {"legal_name": "Somebody Else"}),
        (at("owner", here, owner.reference, "share"), {"share": "100"}),
        (at("remove_owner", here, owner.reference), {}),
        (at("sells", here), {"scheme": "NAICS", "code": "1"}),
        (at("paper", here, "w9"), {"file": picture("late")}),
    ):
        answer = site.post(page, typed, follow=True)
        assert "not a draft any more" in answer.content.decode()
    assert Business.objects.get().legal_name == "Ada Ironworks LLC"
    assert Owner.objects.count() == 2


def test_back_after_sending_leads_to_the_application(site: Process, ada: User, submitted: Application) -> None:
    site.sign_in(ada)
    answer = site.get(at("check_answers", submitted.reference))
    assert answer["Location"] == at("application", submitted.reference)


def test_taken_back_it_is_a_draft_with_everything_in_it(site: Process, ada: User, submitted: Application) -> None:
    site.sign_in(ada)
    for _ in range(2):
        site.post(at("take_back", submitted.reference))
    submitted.refresh_from_db()
    assert submitted.status == Status.DRAFT
    assert "21 of 21" in site.get(at("application", submitted.reference)).content.decode()
    assert Entry.objects.filter(kind="certification.taken_back").count() == 1
    site.post(at("check_answers", submitted.reference), {"true": "on"})
    submitted.refresh_from_db()
    assert submitted.status == Status.SUBMITTED


def test_what_was_typed_comes_back_after_signing_in_again(site: Process, ada: User, draft: Application) -> None:
    typed = {"contact_name": "Ada M.", "phone": "not yet known", "email": "ada@example.org", "website": ""}
    page = at("question", draft.reference, "contact")
    answer = site.post(page, typed)
    assert answer["Location"].endswith(f"?next={page}")
    assert "Ada M." not in str(site.cookies)
    site.sign_in(ada)
    shown = site.get(page)
    assert shown.status_code == 200
    assert 'value="not yet known"' in shown.content.decode()
    assert "not saved yet" in shown.content.decode()
    assert "not saved yet" not in site.get(page).content.decode()


def test_a_sealed_answer_is_not_carried_across_signing_in(site: Process, ada: User, draft: Application) -> None:
    owner = Owner.objects.first()
    assert owner
    page = at("owner", draft.reference, owner.reference, "number")
    site.post(page, {"ssn": "345-67-8912"})
    site.sign_in(ada)
    assert "345-67" not in site.get(page).content.decode()


def test_a_long_text_comes_back_after_signing_in_again(site: Process, ada: User, draft: Application) -> None:
    """Longer than a cookie may be."""
    page, words = at("question", draft.reference, "sells"), "Steel stairs. " * 350
    site.post(page, {"description": words})
    site.sign_in(ada)
    assert words.strip() in site.get(page).content.decode()


def test_an_answer_to_the_officer_is_not_lost_with_the_session(
    site: Process, ada: User, handed: Application, rosa: User
) -> None:
    ask(handed, rosa)
    page = at("answer", handed.reference)
    site.post(page, {"reply": "Here is the lease."})
    site.sign_in(ada)
    shown = site.get(page).content.decode()
    assert "Here is the lease." in shown
    assert "not sent yet" in shown
    assert site.post(page, {"reply": "Here is the lease."}).status_code == 302
    assert site.get(page).status_code == 302


def test_a_file_sent_after_the_session_ended_is_asked_for_again(site: Process, ada: User, draft: Application) -> None:
    page = at("paper", draft.reference, "w9")
    site.post(page, {"file": picture("late")})
    site.sign_in(ada)
    assert "Choose it again" in site.get(page).content.decode()
    assert "Choose it again" not in site.get(page).content.decode()


def test_a_file_given_twice_is_given_once(site: Process, ada: User, draft: Application) -> None:
    site.sign_in(ada)
    before = Paper.objects.count()
    for _ in range(3):
        assert site.post(at("paper", draft.reference, "w9"), {"file": picture("more")}).status_code == 302
    assert Paper.objects.count() <= before + 1


def test_a_paper_taken_out_twice_is_out(site: Process, ada: User, draft: Application) -> None:
    site.sign_in(ada)
    held = Paper.objects.select_related("document").filter(requirement="w9")[0]
    page = at("remove_paper", draft.reference, "w9", held.document.reference)
    for ask_for in (site.post, site.post, site.get):
        assert ask_for(page)["Location"] == at("paper", draft.reference, "w9")
    assert not Paper.objects.filter(pk=held.pk).exists()


def test_pages_ask_a_bounded_number_of_questions(
    site: Process, ada: User, draft: Application, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    site.sign_in(ada)
    here = draft.reference
    for page in (at("application", here), at("check_answers", here), at("owners", here), at("question", here, "name")):
        site.get(page)
        with django_assert_max_num_queries(24):
            assert site.get(page).status_code == 200
    assert Paper.objects.count() > 10


def test_two_tabs_that_press_at_the_same_moment(ada: User, submitted: Application) -> None:
    """Both pages were checked while it was a draft; the row decides."""
    with logged_in(Login.PUBLIC), acting(ada, APPLY):
        applying.submit(submitted.pk, by=ada, at=timezone.now())
    assert Entry.objects.filter(kind="certification.submitted").count() == 1
    assert Letter.objects.filter(kind="certification.submitted").count() == 1
    page = application_questions("2026-11", timezone.localdate()).page("name")
    assert page
    with pytest.raises(NotAllowed), logged_in(Login.PUBLIC), acting(ada, APPLY):
        applying.save(submitted.pk, page, {"legal_name": "x", "trade_name": ""}, by=ada, at=timezone.now())
