"""A tree of hashes of one fixed depth, however much or little is in it: neither the root nor a path tells how many.

Each leaf has a slot that follows from the leaf and a seed, so that its place tells nothing, either. Leaves and nodes
are hashed with different first bytes (RFC 6962, 2.1), so that a node cannot be passed off as a leaf.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from typing import Final

DEPTH: Final = 20
SLOTS: Final = 1 << DEPTH
MOST: Final = SLOTS // 2
Row = dict[int, bytes]


class Full(Exception):
    """More leaves than one tree takes; begin another."""


def leaf_hash(leaf: bytes) -> bytes:
    return sha256(b"\0" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


@cache
def empty(height: int) -> bytes:
    """The hash of a subtree with nothing in it."""
    return sha256(b"\2").digest() if height == 0 else node_hash(empty(height - 1), empty(height - 1))


def slots(leaves: Iterable[bytes], seed: bytes) -> list[int]:
    """In the order given; a slot that is taken gives way to the next free one."""
    taken: set[int] = set()
    found: list[int] = []
    for leaf in leaves:
        if len(found) >= MOST:
            raise Full
        slot = int.from_bytes(sha256(seed + leaf).digest()[:4]) % SLOTS
        while slot in taken:
            slot = (slot + 1) % SLOTS
        taken.add(slot)
        found.append(slot)
    return found


def rows(leaves: Sequence[bytes], seed: bytes) -> list[Row]:
    """Every row of the tree from the leaves up; only what differs from an empty subtree is there."""
    row = {slot: leaf_hash(leaf) for slot, leaf in zip(slots(leaves, seed), leaves, strict=True)}
    tree = [row]
    for height in range(DEPTH):
        above = {slot // 2 for slot in row}
        row = {
            node: node_hash(row.get(2 * node, empty(height)), row.get(2 * node + 1, empty(height))) for node in above
        }
        tree.append(row)
    return tree


def root(leaves: Sequence[bytes], seed: bytes) -> bytes:
    return rows(leaves, seed)[-1].get(0, empty(DEPTH))


def path(leaves: Sequence[bytes], seed: bytes, place: int) -> tuple[int, list[bytes]]:
    """The slot of the leaf at `place`, and its neighbours from the bottom to the top: DEPTH hashes, always."""
    tree, slot = rows(leaves, seed), slots(leaves, seed)[place]
    return slot, [tree[height].get((slot >> height) ^ 1, empty(height)) for height in range(DEPTH)]


def climb(leaf: bytes, slot: int, neighbours: Sequence[bytes]) -> bytes:
    """The root that this path leads to. It proves inclusion when that is the published one."""
    if len(neighbours) != DEPTH or not 0 <= slot < SLOTS:
        return b""
    so_far = leaf_hash(leaf)
    for height, neighbour in enumerate(neighbours):
        so_far = node_hash(neighbour, so_far) if (slot >> height) & 1 else node_hash(so_far, neighbour)
    return so_far
