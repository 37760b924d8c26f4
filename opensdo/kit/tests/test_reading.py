"""The reading grade agrees with a person who counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opensdo.kit.reading import grade, sentences, syllables, words

COUNTED = """the=1 people=2 table=2 office=2 policy=3 social=2 security=4 information=4 certified=3 certification=5
business=2 privacy=3 encrypted=3 kept=1 used=1 notices=3 changes=2 record=2 created=3 areas=3 being=2 idea=3 period=3
criminal=3
investigation=5 material=4 deleted=3 asked=1 wanted=2 promised=2 license=2 names=1 services=3 language=2 audio=3
review=2 reason=2 science=2 trial=2 various=3 previous=3 opinion=3 question=2 evaluation=5 annual=3
massachusetts=4 cookie=2
purposes=3 eligibility=6 supplier=3 agencies=3 anyone=3 sometimes=2 statement=2 completely=3 therefore=2 applying=3
quiet=2 violence=3 experience=4 disclosed=2 cases=2 rules=1 handled=2 vehicle=3 whole=1 files=1 called=1 friend=1
efficient=3 before=2 identifiable=6 voluntary=4 referral=3 agree=2 free=1 e-mail=2 it's=1 2026=1 reaches=2"""


@pytest.mark.parametrize("counted", COUNTED.split())
def test_syllables_as_a_person_counts_them(counted: str) -> None:
    word, _, number = counted.partition("=")
    assert syllables(word) == int(number)


@pytest.mark.parametrize(
    ("text", "sentence_count", "word_count", "syllable_count"),
    [
        ("We sell nothing.", 1, 3, 4),
        ("You can say no. All pages still work.", 2, 8, 9),
        ("The police or a court gets your data only as the law allows.", 1, 13, 17),
        ("Write to office@example.org, or call 617-555-0100.", 1, 6, 11),
    ],
)
def test_a_grade_is_the_formula_over_hand_counts(
    text: str, sentence_count: int, word_count: int, syllable_count: int
) -> None:
    assert (len(sentences(text)), len(words(text))) == (sentence_count, word_count)
    assert sum(map(syllables, words(text))) == syllable_count
    by_hand = 0.39 * word_count / sentence_count + 11.8 * syllable_count / word_count - 15.59
    assert grade(text) == pytest.approx(by_hand, abs=0.05)


def test_a_long_sentence_is_harder_than_two_short_ones() -> None:
    assert grade("We keep it and we guard it and we name it.") > grade("We keep it. We guard it. We name it.")


@given(st.text())
def test_any_text_has_a_grade(text: str) -> None:
    assert isinstance(grade(text), float)
