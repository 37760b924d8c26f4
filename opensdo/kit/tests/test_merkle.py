"""A path leads a leaf to the root, no other leaf to it, and tells nobody how many there are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opensdo.kit import merkle

LEAVES = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=12)
SEED = b"seed"


@given(LEAVES, st.data())
def test_every_leaf_climbs_to_the_root(leaves: list[bytes], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(leaves) - 1))
    slot, neighbours = merkle.grow(leaves, SEED).path(place)
    assert len(neighbours) == merkle.DEPTH
    assert merkle.climb(leaves[place], slot, neighbours) == merkle.root(leaves, SEED)


@given(LEAVES, st.binary(min_size=32, max_size=32), st.data())
@settings(max_examples=50)
def test_another_leaf_a_changed_neighbour_or_another_slot_do_not(
    leaves: list[bytes], other: bytes, data: st.DataObject
) -> None:
    slot, neighbours = merkle.grow(leaves, SEED).path(0)
    root = merkle.root(leaves, SEED)
    if other != leaves[0]:
        assert merkle.climb(other, slot, neighbours) != root
    height = data.draw(st.integers(0, merkle.DEPTH - 1))
    changed = [*neighbours]
    changed[height] = bytes(32)
    assert merkle.climb(leaves[0], slot, changed) != root
    if neighbours[0] != merkle.leaf_hash(leaves[0]):
        assert merkle.climb(leaves[0], slot ^ 1, neighbours) != root
    assert merkle.climb(leaves[0], slot, neighbours[:-1]) != root


@given(LEAVES)
def test_what_was_added_or_changed_gives_another_root(leaves: list[bytes]) -> None:
    root = merkle.root(leaves, SEED)
    assert merkle.root([*leaves, b"x" * 32], SEED) != root
    assert merkle.root([*leaves[:-1], b"y" * 31 + b"z"], SEED) != root


def test_nothing_at_all_has_a_root_too() -> None:
    assert merkle.root([], SEED) == merkle.empty(SEED, merkle.DEPTH, 0)


def test_a_path_does_not_tell_which_of_its_neighbours_are_empty() -> None:
    """Else the number of empty ones would tell how busy the office was."""
    _, alone = merkle.grow([b"leaf"], SEED).path(0)
    _, again = merkle.grow([b"leaf"], b"another seed").path(0)
    assert len({*alone, *again}) == 2 * merkle.DEPTH


def test_a_tree_says_when_it_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merkle, "MOST", 2)
    with pytest.raises(merkle.Full):
        merkle.root([b"a", b"b", b"c"], SEED)
