"""Whatever is typed: a message beside the field, the other answers kept, never a failure."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from opensdo.papers.questions.bindings import is_sealed
from opensdo.parties.accounts.models import User
from opensdo.parties.businesses.models import Business, Owner
from opensdo.programs.certification.models import Application, Paper
from opensdo.programs.certification.questionnaire.application import application_questions
from opensdo.programs.certification.questionnaire.owner import owner_questions
from opensdo.programs.certification.tests.test_apply import OWNER, TYPED, at
from opensdo.programs.certification.views.common import NEVER_CARRIED
from tests.processes import Process

NAUGHTY = (
    "",
    " ",
    "\0",
    "undefined",
    "1;DROP TABLE businesses_business",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}{% debug %}",
    "Ω≈ç√∫˜µ≤≥÷ 田中さん 😍 ﷽",
    "\u202etxet desrever",
    "\ufeff\u200b",
    "%s%n $(touch x) `id`",
    "NaN",
    "1e309",
    "-1",
    "９９９",
    "0" * 5000,
    "é" * 20000,
    "\r\nSet-Cookie: a=b",
)


@pytest.mark.parametrize("naughty", NAUGHTY, ids=[f"n{n}" for n in range(len(NAUGHTY))])
def test_no_text_breaks_a_page(site: Process, ada: User, draft: Application, naughty: str) -> None:
    site.sign_in(ada)
    owner = Owner.objects.first()
    assert owner
    pages = [(at("question", draft.reference, code), typed) for code, typed in TYPED.items()]
    pages += [(at("owner", draft.reference, owner.reference, code), typed) for code, typed in OWNER.items()]
    for page, typed in pages:
        answer = site.post(page, dict.fromkeys(typed, naughty))
        assert answer.status_code in (302, 422), (page, answer.status_code)
        if answer.status_code == 422:
            assert "<title>Error: " in answer.content.decode()
            assert 'class="problem"' in answer.content.decode()
    assert site.get(at("sells", draft.reference), {"q": naughty}).status_code == 200
    assert site.get(at("application", draft.reference)).status_code == 200
    assert "<script>alert" not in site.get(at("check_answers", draft.reference)).content.decode()


@pytest.mark.parametrize(
    ("code", "typed", "words"),
    [
        ("form", {"founded_on_month": "13"}, "The month must be a number from 1 to 12"),
        ("address", {"zip_code": "1608"}, "Write a ZIP code with 5 or 9 digits"),
        ("address", {"state": "Mass."}, "Write the state in two letters"),
        ("contact", {"email": "ada"}, "Write an e-mail address"),
        ("contact", {"website": "javascript:alert(1)"}, "Write a web address"),
        ("name", {"legal_name": "x" * 201}, "Use 200 characters or fewer. You used 201"),
        ("categories", {"categories": ["NONE"]}, "Choose from the answers on the list"),
        ("name", {"legal_name": "\u200b \u3164"}, "Write the legal name"),
        ("contact", {"email": f"a@{'ä' * 60}.org"}, "Write an e-mail address"),
        ("tax", {"ein": "•••"}, "The dots stand for a number that we hold"),
    ],
)
def test_a_mistake_is_told_twice_and_the_rest_is_kept(
    site: Process, ada: User, draft: Application, code: str, typed: dict[str, object], words: str
) -> None:
    site.sign_in(ada)
    page = site.post(at("question", draft.reference, code), TYPED[code] | typed).content.decode()
    assert page.count(words) == 2, page
    for name, kept in TYPED[code].items():
        if name not in typed and isinstance(kept, str) and not name.startswith("founded"):
            assert kept in page


def test_a_sealed_number_is_never_shown_again_and_empty_keeps_it(site: Process, ada: User, draft: Application) -> None:
    site.sign_in(ada)
    owner = Owner.objects.first()
    assert owner
    page = at("owner", draft.reference, owner.reference, "number")
    shown = site.get(page).content.decode()
    assert "123-45" not in shown
    assert "We have it, sealed" in shown
    assert site.post(page, {"ssn": ""}).status_code == 302
    assert site.post(page, {"ssn": "•••"}).status_code == 422
    owner.refresh_from_db()
    assert owner.has_ssn


def test_the_browser_carries_no_sealed_answer() -> None:
    today = date(2026, 11, 23)
    every = [application_questions("2026-11", today), owner_questions(today, ("WBE",))]
    sealed = {each.code for asked in every for page in asked.pages() for each in page.questions if is_sealed(each)}
    assert sealed
    assert sealed <= NEVER_CARRIED


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.pdf", b"", "The file is empty"),
        ("program.pdf", b"MZ\x90\0", "We cannot use this type of file"),
        ("page.html", b"<html></html>", "We cannot use this type of file"),
        ("broken.pdf", b"%PDF-1.7 nothing", "damaged"),
    ],
)
def test_a_wrong_file_is_refused_with_a_reason(
    site: Process, ada: User, draft: Application, name: str, content: bytes, words: str
) -> None:
    site.sign_in(ada)
    before = Paper.objects.count()
    answer = site.post(
        at("paper", draft.reference, "w9"), {"file": SimpleUploadedFile(name, content, "application/pdf")}
    )
    assert answer.status_code == 422
    assert answer.content.decode().count(words) == 2
    assert Paper.objects.count() == before


def test_no_file_at_all(site: Process, ada: User, draft: Application) -> None:
    site.sign_in(ada)
    assert site.post(at("paper", draft.reference, "w9"), {}).status_code == 422


def test_a_page_may_be_saved_with_holes_in_it(site: Process, ada: User, draft: Application) -> None:
    site.sign_in(ada)
    answer = site.post(at("question", draft.reference, "contact"), {"contact_name": "Ada M.", "later": "1"})
    assert answer["Location"] == at("application", draft.reference)
    assert Business.objects.get().contact_name == "Ada M."
    assert "In progress" in site.get(at("application", draft.reference)).content.decode()
    assert site.post(at("check_answers", draft.reference), {"true": "on"}).status_code == 422
