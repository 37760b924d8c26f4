"""Where a promise stands, as a table: nothing is green by default."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opensdo.privacy.policy.rules import RED, Answer, Status, Word, of_clause, standing, worst

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def answer(
    *,
    ok: bool = True,
    caught: bool | None = True,
    examined: int = 9,
    age: timedelta = DAY,
    proved: timedelta = DAY,
) -> Answer:
    asked = NOW - age
    return Answer("c", ok, caught, examined, "", asked_at=asked, expires_at=asked + 2 * DAY, proved_at=NOW - proved)


GOOD = answer()
NEVER = Answer("c", False, None, 0, "")


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([GOOD], Status.KEPT),
        ([], Status.UNBOUND),
        ([answer(ok=False)], Status.FAILING),
        ([GOOD, answer(ok=False)], Status.FAILING),
        ([answer(caught=False)], Status.FAILING),  # it did not notice its own sabotage
        ([answer(caught=None)], Status.UNKNOWN),  # not broken on purpose with this build
        ([answer(examined=0)], Status.UNKNOWN),  # it looked at nothing
        ([answer(examined=0, ok=False)], Status.UNKNOWN),
        ([NEVER], Status.UNKNOWN),
        ([GOOD, NEVER], Status.UNKNOWN),
        ([answer(age=2 * DAY)], Status.EXPIRED),  # on the very moment
        ([GOOD, answer(age=9 * DAY)], Status.EXPIRED),
        ([answer(age=9 * DAY, ok=False)], Status.FAILING),  # a failure does not grow old
        ([answer(age=-DAY)], Status.UNKNOWN),  # a clock that ran ahead has left an answer from tomorrow
        ([answer(age=-timedelta(minutes=4))], Status.KEPT),  # two clocks are never quite the same
        ([answer(proved=-DAY)], Status.UNKNOWN),
        ([answer(proved=6 * DAY)], Status.KEPT),
        ([answer(proved=7 * DAY)], Status.UNKNOWN),  # nobody proves it any more
    ],
)
def test_the_answers_decide(answers: list[Answer], expected: Status) -> None:
    assert stands(answers=answers) is expected


@pytest.mark.parametrize(
    ("passage", "planned", "confirmed", "expected"),
    [
        ("cookie", True, {"w"}, Status.PLANNED),
        ("cookie", False, {"w"}, Status.KEPT),
        ("cookie", False, {"other"}, Status.STALE),
        ("cookie", False, set(), Status.UNBOUND),
        ("cookie", False, {"other", "w"}, Status.KEPT),
    ],
)
def test_words_nobody_confirmed_are_not_kept(
    passage: str, planned: bool, confirmed: set[str], expected: Status
) -> None:
    assert stands(passage=passage, planned=planned, confirmed=confirmed) is expected


@pytest.mark.parametrize(
    ("passage", "age", "expected"),
    [
        ("executive-protection", DAY, Status.ATTESTED),
        ("executive-protection", 400 * DAY, Status.EXPIRED),
        ("executive-protection", -DAY, Status.EXPIRED),  # signed tomorrow
        ("no-sale", DAY, Status.UNBOUND),  # nobody's word will do
    ],
)
def test_a_word_counts_for_one_promise_only(passage: str, age: timedelta, expected: Status) -> None:
    word = Word("privacy officer", "All five are kept.", NOW - age, NOW - age + 365 * DAY)
    assert stands(passage=passage, answers=[], attested=word) is expected


def test_a_planned_part_does_not_hide_a_failing_one() -> None:
    assert worst([Status.PLANNED, Status.KEPT]) is Status.KEPT
    assert worst([Status.PLANNED, Status.FAILING]) is Status.FAILING
    assert worst([Status.PLANNED]) is Status.PLANNED
    assert worst([]) is Status.UNKNOWN


ANSWERS = st.lists(
    st.builds(
        answer,
        ok=st.booleans(),
        caught=st.sampled_from([True, False, None]),
        examined=st.integers(0, 3),
        age=st.integers(0, 9).map(lambda days: timedelta(days=days)),
    ),
    max_size=4,
)


@given(ANSWERS)
def test_green_needs_every_answer_fresh_true_proved_and_of_something(answers: list[Answer]) -> None:
    good = bool(answers) and all(
        one.ok and one.caught and one.examined and one.expires_at and one.expires_at > NOW for one in answers
    )
    found = stands(answers=answers)
    assert (found is Status.KEPT) == good
    assert good or found in RED


def stands(
    passage: str = "cookie",
    *,
    planned: bool = False,
    confirmed: set[str] | None = None,
    answers: list[Answer] | None = None,
    attested: Word | None = None,
) -> Status:
    return standing(
        passage,
        planned=planned,
        words="w",
        confirmed={"w"} if confirmed is None else confirmed,
        answers=[GOOD] if answers is None else answers,
        attested=attested,
        now=NOW,
    )


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((Status.KEPT, Status.KEPT), Status.KEPT),
        ((Status.KEPT, Status.PLANNED), Status.IN_PART),
        ((Status.ATTESTED, Status.PLANNED), Status.IN_PART),
        ((Status.PLANNED,), Status.PLANNED),
        ((Status.UNKNOWN, Status.PLANNED, Status.KEPT), Status.UNKNOWN),
    ],
)
def test_a_clause_is_kept_when_all_of_its_parts_are(parts: tuple[Status, ...], expected: Status) -> None:
    assert of_clause(parts) is expected


def test_a_planned_promise_that_was_signed_for_has_to_be_signed_for_again() -> None:
    def word(age: timedelta) -> Word:
        return Word("privacy officer", "All five are kept.", NOW - age, NOW - age + 365 * DAY)

    def standing_of(attested: Word | None) -> Status:
        return stands(passage="executive-protection", planned=True, answers=[], attested=attested)

    assert [standing_of(given) for given in (None, word(DAY), word(366 * DAY))] == [
        Status.PLANNED,
        Status.ATTESTED,
        Status.EXPIRED,
    ]
