"""What the shipped fonts can show. A character that none of them has must not stop a letter."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

COVERAGE: Final = Path(__file__).with_name("coverage.txt")
UNSHOWN: Final = "\N{REPLACEMENT CHARACTER}"
LINE_BREAKS: Final = str.maketrans(
    {"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"}
)
EVERY_FONT_HAS: Final = range(0x20, 0x180)  # Latin with the accents of western and central Europe


def shown(text: str) -> str:
    """As it can be printed. Marks that turn the direction of a line go: a name could forge the words around it."""
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").translate(LINE_BREAKS))
    return "".join(_shown(letter) for letter in lines)


def plainly_shown(text: str) -> str:
    """For the rare mark that no font can combine with its letter."""
    return "".join(letter if letter == "\n" or ord(letter) in EVERY_FONT_HAS else UNSHOWN for letter in shown(text))


def _shown(letter: str) -> str:
    if letter == "\n" or ord(letter) in covered():
        return letter
    if letter == "\t":
        return " "
    return "" if unicodedata.category(letter) in ("Cc", "Cf") or unicodedata.combining(letter) else UNSHOWN


@cache
def covered() -> frozenset[int]:
    found: set[int] = set()
    for part in COVERAGE.read_text().split():
        first, _, last = part.partition("-")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(found)
