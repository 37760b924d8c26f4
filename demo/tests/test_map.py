"""The map that hangs in docs/ is the house as it stands."""

from __future__ import annotations

from demo import map as house


def test_the_map_is_true() -> None:
    assert house.MAP.read_text() == house.draw(), "./dev map draws it anew"
