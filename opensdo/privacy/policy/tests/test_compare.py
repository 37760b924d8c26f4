"""A reader sees what changes: sentence by sentence, word by word."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from opensdo.privacy.policy.compare import Change, Kind, compare
from opensdo.privacy.policy.queries import SHIPPED
from opensdo.privacy.policy.text import parse, plain

TEXT = SHIPPED.read_text()


def changes(old: str, new: str) -> list[Change]:
    return [change for change in compare(parse(old), parse(new)) if change.kind is not Kind.SAME]


def marked(change: Change) -> tuple[list[str], list[str]]:
    return [span.words for span in change.before if span.marked], [span.words for span in change.after if span.marked]


def test_a_changed_number_is_marked_and_nothing_else() -> None:
    [change] = changes(TEXT, TEXT.replace("stands here for 30 days", "stands here for 60 days"))
    assert (change.kind, change.passage, marked(change)) == (Kind.CHANGED, "policy-change", (["30"], ["60"]))


def test_a_new_promise_and_a_dropped_one() -> None:
    [change] = changes(TEXT, TEXT + "\n{no-print} We print nothing.\n> No paper.\n")
    assert (change.kind, change.passage) == (Kind.ADDED, "no-print")
    [gone] = changes(TEXT + "\n{no-print} We print nothing.\n> No paper.\n", TEXT)
    assert (gone.kind, gone.passage) == (Kind.REMOVED, "no-print")


def test_a_sentence_that_was_rewritten_is_removed_and_added() -> None:
    new = TEXT.replace("The database refuses a shorter notice.", "Somebody told us that all is well.")
    assert sorted(change.kind for change in changes(TEXT, new)) == [Kind.ADDED, Kind.REMOVED]


def test_a_moved_heading_or_a_new_summary_changes_no_promise() -> None:
    assert changes(TEXT, TEXT.replace("## Your rights", "## What you may ask")) == []


SENTENCE = st.sampled_from(["We keep it.", "We guard it well.", "We keep it for 30 days.", "Ask us.", "Ask us twice."])
BODY = st.lists(SENTENCE, min_size=1, max_size=6)


@given(BODY, BODY)
def test_both_texts_can_be_read_back_from_the_comparison(old: list[str], new: list[str]) -> None:
    """Nothing is left out and nothing is made up."""
    found = compare(*(parse(f"# P\n## H\n{{a}} {' '.join(body)}\n> S.\n") for body in (old, new)))
    before = sorted(" ".join(span.words for span in change.before) for change in found if change.before)
    after = sorted(" ".join(span.words for span in change.after) for change in found if change.after)
    assert (before, after) == (sorted(map(plain, old)), sorted(map(plain, new)))
