"""The text that ships: every clause, plain words, nothing left blank."""

from __future__ import annotations

import pytest

from opensdo.kit.reading import grade, sentences, words
from opensdo.law.authorities import authority
from opensdo.privacy.policy.queries import SHIPPED
from opensdo.privacy.policy.standings import planned, shipped
from opensdo.privacy.policy.text import Passage, Unreadable, blanks, filled, parse, plain
from opensdo.privacy.policy.wording import known, terms

CLAUSES = set(
    """site forms certification procurement bidding sbpp events correspondence pii-definition collection-notice
    voluntary cookie visit-record no-matching no-profiling social-links external-links internal-use disposal no-sale
    public-records prompt need-to-know aggregate-reporting referral dor-sharing access correction not-lost not-altered
    not-destroyed encryption monitoring breach legal-process executive-protection policy-change bound-to-policy contact
    definitions""".split()  # noqa: SIM905
)
POLICY = parse(SHIPPED.read_text())
EACH = pytest.mark.parametrize("passage", POLICY.passages, ids=lambda passage: passage.id)


def said(text: str) -> str:
    return filled(plain(text), known())


def test_every_clause_is_promised_and_no_other() -> None:
    assert set(POLICY.clauses) == CLAUSES


@EACH
def test_a_promise_can_be_read_in_grade_10_and_its_summary_in_grade_8(passage: Passage) -> None:
    assert grade(said(passage.words)) <= 10
    assert grade(said(passage.summary)) <= 8
    assert grade(said(passage.differs)) <= 10
    for sentence in sentences(said(f"{passage.words} {passage.summary} {passage.differs}")):
        assert len(words(sentence)) <= 25, sentence


@EACH
def test_a_promise_cites_what_there_is(passage: Passage) -> None:
    for code in passage.targets("law"):
        assert authority(code)
    for term in passage.targets("term"):
        assert term in {found.id for found in terms()}
    assert blanks([passage.words, passage.summary, passage.differs]) <= set(known())


def test_the_glossary_and_the_plan_are_plain_too() -> None:
    for term in terms():
        assert grade(term.text) <= 8, term
    for name, words_ in planned().items():
        assert grade(words_) <= 8, name


def test_the_plan_and_the_bindings_speak_of_promises_that_are_made() -> None:
    names = {passage.id for passage in POLICY.passages}
    assert set(planned()) <= names
    assert shipped() == {passage.id: passage.hash for passage in POLICY.passages}


def test_changed_words_change_the_hash_and_white_space_does_not() -> None:
    one = parse("# P\n## H\n{a} We wait 30 days.\n> We wait.\n").passages[0]
    assert one.hash == parse("# P\n## H\n{a} We  wait 30 days. \n> We wait.\n").passages[0].hash
    assert one.hash != parse("# P\n## H\n{a} We wait 14 days.\n> We wait.\n").passages[0].hash


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# P\n## H\nWe promise nothing.\n", "line 3 carries no clause"),
        ("# P\n## H\n{a} We promise.\n", "a has no summary"),
        ("# P\n{a} We promise.\n", "line 2 carries no clause"),
        ("# P\n## H\n{a} One.\n> S.\n## I\n{a} Two.\n> S.\n", "a stands under two headings"),
    ],
)
def test_a_text_that_is_no_policy_is_refused(text: str, message: str) -> None:
    with pytest.raises(Unreadable, match=message):
        parse(text)
