"""The anonymous check and the checklist: what an owner is told."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opensdo.law.authorities import authority
from opensdo.law.checklist import documents_for
from opensdo.law.eligibility import WORST, Verdict, check, questions
from opensdo.law.entries import MASSACHUSETTS, Unknown

DAY = date(2026, 11, 23)
ADA = {
    "kind": ["for-profit"],
    "group": ["women"],
    "share": ["yes"],
    "status": ["yes"],
    "control": ["they-do"],
    "ongoing": ["yes"],
    "independent": ["yes"],
}
ASKED = questions(on=DAY, folder=MASSACHUSETTS)


def verdicts(answers: dict[str, list[str]]) -> dict[str, Verdict]:
    return {each.category.code: each.verdict for each in check(answers, on=DAY, folder=MASSACHUSETTS)}


def likely(answers: dict[str, list[str]]) -> set[str]:
    return {code for code, verdict in verdicts(answers).items() if verdict is Verdict.LIKELY}


def test_ada_is_likely_to_be_certified_as_woman_owned_and_nothing_else() -> None:
    assert likely(ADA) == {"WBE"}
    assert set(verdicts(ADA).values()) == {Verdict.LIKELY, Verdict.NOT_LIKELY}


@pytest.mark.parametrize(
    ("group", "kind", "categories"),
    [
        ("minority", "for-profit", {"MBE"}),
        ("portuguese", "for-profit", {"PBE"}),
        ("veterans", "for-profit", {"VBE"}),
        ("disabled-veterans", "for-profit", {"VBE", "SDVOBE"}),
        ("disability", "for-profit", {"DOBE"}),
        ("lgbt", "for-profit", {"LGBTBE"}),
        ("none", "for-profit", set()),
        ("women", "non-profit", {"WNPO"}),
        ("minority", "non-profit", {"MNPO"}),
        ("disabled-veterans", "non-profit", {"VNPO"}),
        ("lgbt", "non-profit", set()),
        ("women", "non-profit-waiting", set()),
    ],
)
def test_who_they_are_opens_the_category(group: str, kind: str, categories: set[str]) -> None:
    assert likely(ADA | {"group": [group], "kind": [kind]}) == categories


@pytest.mark.parametrize(
    ("question", "answer", "verdict"),
    [
        ("share", "no", Verdict.NOT_LIKELY),
        ("share", "not-sure", Verdict.TALK),
        ("status", "some", Verdict.TALK),
        ("status", "no", Verdict.NOT_LIKELY),
        ("control", "shared", Verdict.TALK),
        ("control", "others", Verdict.NOT_LIKELY),
        ("ongoing", "starting", Verdict.TALK),
        ("ongoing", "not-yet", Verdict.NOT_LIKELY),
        ("independent", "leans", Verdict.TALK),
        ("independent", "no", Verdict.NOT_LIKELY),
    ],
)
def test_one_answer_decides_and_says_why(question: str, answer: str, verdict: Verdict) -> None:
    outcomes = {each.category.code: each for each in check(ADA | {question: [answer]}, on=DAY, folder=MASSACHUSETTS)}
    woman_owned = outcomes["WBE"]
    assert woman_owned.verdict is verdict
    (reason,) = woman_owned.deciding
    assert (reason.question, reason.verdict) == (question, verdict)
    assert reason.says
    assert reason.source.startswith("https://")
    assert authority(reason.authority, folder=MASSACHUSETTS).short == "425 CMR 2.00"


def test_none_of_these_is_believed_even_beside_a_group() -> None:
    assert likely(ADA | {"group": ["women", "none"]}) == set()


def test_the_number_in_the_question_is_the_law_s_number() -> None:
    share = next(question for question in ASKED if question.code == "share")
    assert share.text == "Do they own at least 51 percent of it?"


def test_an_open_question_means_that_we_need_to_talk() -> None:
    assert set(verdicts({}).values()) == {Verdict.TALK}
    assert verdicts({code: chosen for code, chosen in ADA.items() if code != "share"})["WBE"] is Verdict.TALK


@pytest.mark.parametrize("answers", [{"share": ["51"]}, {"shares": ["yes"]}, {"group": ["women", "' OR 1=1"]}])
def test_an_answer_that_was_never_offered_is_refused(answers: dict[str, list[str]]) -> None:
    with pytest.raises(Unknown):
        check(answers, on=DAY, folder=MASSACHUSETTS)


answers_ = st.fixed_dictionaries(
    {},
    optional={
        question.code: st.lists(
            st.sampled_from([option.code for option in question.options]),
            max_size=3 if question.many else 1,
            unique=True,
        )
        for question in ASKED
    },
)


@given(answers_)
def test_the_worst_answer_decides_for_every_category(answers: dict[str, list[str]]) -> None:
    for outcome in check(answers, on=DAY, folder=MASSACHUSETTS):
        assert WORST.index(outcome.verdict) == min(WORST.index(reason.verdict) for reason in outcome.reasons)
        assert outcome.deciding
        assert all(reason.says for reason in outcome.reasons)


def asked_for(structure: str, *categories: str) -> dict[str, str]:
    return {n.document.code: n.reason for n in documents_for(structure, categories, DAY, MASSACHUSETTS)}


def test_ada_s_llc_sends_what_an_llc_sends() -> None:
    asked = asked_for("llc", "WBE", "SDVOBE")
    assert asked["operating-agreement"] == "You told us the business is an LLC, so we need this one."
    assert asked["tax-returns"] == "We ask every business for this one."
    assert asked["gender-proof"] == "You chose “Woman-owned”, so we need this one."
    assert "veteran-proof" in asked
    assert not {"schedule-c", "stock", "form-990", "disability-proof"} & set(asked)


@pytest.mark.parametrize(
    ("structure", "own"),
    [
        ("sole-proprietor", {"schedule-c", "dba"}),
        ("partnership", {"dba", "partnership-agreement", "k1"}),
        ("llc", {"certificate-of-organization", "operating-agreement", "member-ledger"}),
        ("corporation", {"articles", "by-laws", "stock", "minutes"}),
        ("nonprofit", {"by-laws", "irs-determination", "form-990", "board-list", "charity-certificate"}),
    ],
)
def test_documents_follow_from_the_structure(structure: str, own: set[str]) -> None:
    everybody = {"photo-id", "citizenship", "resumes", "tax-returns", "w9", "bank-signatories", "licenses", "lease"}
    assert set(asked_for(structure)) == everybody | own


def test_a_document_that_not_everybody_has_says_when() -> None:
    needed = {n.document.code: n for n in documents_for("sole-proprietor", ["WBE"], DAY, MASSACHUSETTS)}
    assert not needed["dba"].required
    assert (
        needed["dba"].reason
        == "You told us the business is a sole proprietor. We need this one only if you trade under another name."
    )
    assert needed["schedule-c"].required


@pytest.mark.parametrize(("structure", "category"), [("guild", "WBE"), ("llc", "XBE")])
def test_what_does_not_exist_has_no_checklist(structure: str, category: str) -> None:
    with pytest.raises(Unknown):
        documents_for(structure, [category], DAY, MASSACHUSETTS)
