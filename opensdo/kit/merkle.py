"""A tree of hashes of one fixed depth, however much or little is in it: neither the root nor a path tells how many.

Each leaf has a slot that follows from the leaf and a seed, so that its place tells nothing, either. What is empty has
a hash that only the seed tells from a full one: a path through an empty tree looks like any other. Leaves, nodes and
empty subtrees are hashed with different first bytes (RFC 6962, 2.1), so that none can be passed off as another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

DEPTH: Final = 20
SLOTS: Final = 1 << DEPTH
MOST: Final = SLOTS // 2
Row = dict[int, bytes]


class Full(Exception):
    """More leaves than one tree takes; begin another."""


@dataclass(frozen=True)
class Tree:
    """`rows` from the leaves up hold only what is not an empty subtree; `slots` in the order of the leaves."""

    seed: bytes
    slots: Sequence[int]
    rows: Sequence[Row]

    @property
    def root(self) -> bytes:
        return self.node(DEPTH, 0)

    def node(self, height: int, place: int) -> bytes:
        return self.rows[height].get(place) or empty(self.seed, height, place)

    def path(self, place: int) -> tuple[int, list[bytes]]:
        """The slot of the leaf at `place`, and its neighbours from the bottom to the top: DEPTH hashes, always."""
        slot = self.slots[place]
        return slot, [self.node(height, (slot >> height) ^ 1) for height in range(DEPTH)]


def leaf_hash(leaf: bytes) -> bytes:
    return sha256(b"\0" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


def empty(seed: bytes, height: int, place: int) -> bytes:
    """The hash of a subtree with nothing in it."""
    return sha256(b"\2" + seed + height.to_bytes(1) + place.to_bytes(4)).digest()


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


def grow(leaves: Sequence[bytes], seed: bytes) -> Tree:
    placed = slots(leaves, seed)
    row = {slot: leaf_hash(leaf) for slot, leaf in zip(placed, leaves, strict=True)}
    rows = [row]
    for height in range(DEPTH):
        below, row = row, {}
        for node in {slot // 2 for slot in below}:
            left, right = below.get(2 * node), below.get(2 * node + 1)
            row[node] = node_hash(left or empty(seed, height, 2 * node), right or empty(seed, height, 2 * node + 1))
        rows.append(row)
    return Tree(seed, placed, rows)


def root(leaves: Sequence[bytes], seed: bytes) -> bytes:
    return grow(leaves, seed).root


def climb(leaf: bytes, slot: int, neighbours: Sequence[bytes]) -> bytes:
    """The root that this path leads to. It proves inclusion when that is the published one."""
    if len(neighbours) != DEPTH or not 0 <= slot < SLOTS:
        return b""
    so_far = leaf_hash(leaf)
    for height, neighbour in enumerate(neighbours):
        so_far = node_hash(neighbour, so_far) if (slot >> height) & 1 else node_hash(so_far, neighbour)
    return so_far


def chained(before: bytes, number: int, at: datetime, root: bytes) -> bytes:
    """A root, bound to the one before it. Everything by its bytes: a time as text depends on who writes it."""
    return sha256(before + number.to_bytes(8) + int(at.timestamp()).to_bytes(8) + root).digest()
