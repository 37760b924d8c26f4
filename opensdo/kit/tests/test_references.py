"""A reference survives being read out over the telephone, and a slip of the finger is noticed."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opensdo.kit.references import ALPHABET, Mistyped, new, normal


@given(st.sampled_from(["CERT", "DOC", "WBE"]))
def test_it_is_read_back_however_it_is_typed(prefix: str) -> None:
    made = new(prefix)
    for typed in (made, made.lower(), made.replace("-", " "), made.replace("-", ""), f"  {made}. "):
        assert normal(typed) == made


@given(st.integers(0, 7), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(place: int, letter: str) -> None:
    made = new("CERT")
    rest = list(made.replace("-", "")[4:])
    if rest[place] == letter:
        return
    rest[place] = letter
    with pytest.raises(Mistyped):
        normal("CERT" + "".join(rest))


@given(st.integers(0, 6))
def test_two_swapped_characters_are_noticed(place: int) -> None:
    made = new("CERT")
    rest = list(made.replace("-", "")[4:])
    if rest[place] == rest[place + 1]:
        return
    rest[place], rest[place + 1] = rest[place + 1], rest[place]
    with pytest.raises(Mistyped):
        normal("CERT" + "".join(rest))


@given(st.text())
def test_nothing_that_is_typed_makes_it_fall_over(typed: str) -> None:
    with suppress(Mistyped):
        assert normal(normal(typed)) == normal(typed)
