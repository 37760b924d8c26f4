"""What keeps an application from being sent: each rule as a line of a table, and as a property."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opensdo.programs.certification.rules import Facts, OwnerFacts, Wanted, problems

TODAY = date(2026, 11, 23)
WBE, WNPO = Wanted("WBE", "Woman-owned"), Wanted("WNPO", "Woman-led non-profit", for_profit=False)
ADA = OwnerFacts("a", "Ada Marlowe", Decimal("66.5"), date(2018, 6, 1), True, "citizen", ("WBE",))
BEN = OwnerFacts("b", "Ben Okafor", Decimal("33.5"), date(2020, 1, 15), True, "resident", ())
GOOD = Facts((WBE,), True, date(2018, 4, 12), (ADA, BEN), {}, (), Decimal(51))


def found(facts: Facts) -> list[tuple[str, str]]:
    return [(each.where, each.words) for each in problems(facts, TODAY)]


def with_ada(**changes: object) -> Facts:
    return replace(GOOD, owners=(replace(ADA, **changes), BEN))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "where", "words"),
    [
        (replace(GOOD, open_pages={"tax": "Tax number"}), "tax", "Tax number: an answer is missing"),
        (replace(GOOD, founded_on=date(2027, 1, 1)), "form", "cannot be in the future"),
        (replace(GOOD, owners=()), "owners", "Add each owner"),
        (replace(GOOD, papers_missing=(Wanted("w9", "Form W-9"),)), "paper:w9", "Form W-9: we need this paper"),
        (replace(GOOD, categories=(WBE, WNPO)), "categories", "only for a non-profit"),
        (with_ada(share=Decimal("66.51")), "owners", "add up to 100.01 percent"),
        (with_ada(share=Decimal("50.99")), "owners", "at least 51 percent. Your answers make it 50.99 percent"),
        (with_ada(qualifies_for=()), "owners", "Your answers make it 0 percent"),
        (with_ada(citizenship="other"), "owners", "Your answers make it 0 percent"),
        (with_ada(is_adult=False), "owner:a:person", "Ada Marlowe is under 18"),
        (with_ada(since=date(2026, 11, 24)), "owner:a:share", "cannot be in the future"),
        (with_ada(since=date(2017, 1, 1)), "owner:a:share", "began before the business did"),
        (with_ada(missing="number"), "owner:a:number", "Ada Marlowe: an answer is missing"),
    ],
)
def test_each_rule_says_what_is_wrong_and_where(facts: Facts, where: str, words: str) -> None:
    assert any(at == where and words in said for at, said in found(facts)), found(facts)


def test_a_whole_application_can_be_sent() -> None:
    assert found(GOOD) == []


def test_a_non_profit_has_no_owners() -> None:
    assert found(replace(GOOD, categories=(WNPO,), works_for_profit=False, owners=())) == []


@given(st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=8))
def test_51_percent_of_people_who_count_are_enough_and_less_is_not(shares: list[Decimal]) -> None:
    owners = tuple(replace(ADA, key=str(n), share=share) for n, share in enumerate(shares))
    said = [words for _, words in found(replace(GOOD, owners=owners))]
    assert any("at least 51" in words for words in said) is (sum(shares) < 51)
    assert any("at most" in words for words in said) is (sum(shares) > 100)


@given(
    st.builds(
        OwnerFacts,
        key=st.just("k"),
        name=st.text(max_size=20),
        share=st.none() | st.decimals(0, 100, places=2),
        since=st.none() | st.dates(),
        is_adult=st.none() | st.booleans(),
        citizenship=st.sampled_from(["", "citizen", "resident", "other"]),
        qualifies_for=st.sampled_from([(), ("WBE",)]),
        missing=st.sampled_from(["", "person", "share"]),
    )
)
def test_no_answer_breaks_the_rules_themselves(owner: OwnerFacts) -> None:
    assert all(words and "None" not in words for _, words in found(replace(GOOD, owners=(owner, BEN))))
