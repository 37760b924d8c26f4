"""A number with its noun, as a sentence needs it."""

from __future__ import annotations


def counted(number: int, one: str, many: str = "") -> str:
    """1 page, 2 pages, 0 pages; `many` where an s will not do."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
