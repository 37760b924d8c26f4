"""A square code that a telephone can read from paper."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Final

import segno

MODULE: Final = 0.44  # millimetres; telephones read from about 0.33 on
SMALLEST: Final = 34.0
QUIET: Final = 4  # modules of white around it, as the standard asks
INK: Final = "#1d1b23"


@dataclass(frozen=True)
class Code:
    """`picture` is SVG; `size` is what keeps it readable, in millimetres."""

    picture: str
    size: float
    version: int
    says: str


def code(text: str, says: str) -> Code:
    """`says` is read out instead of the picture. Raises segno.DataOverflowError beyond 2,300 characters."""
    made = segno.make(text, error="m", micro=False, boost_error=False)
    drawn = BytesIO()
    made.save(drawn, kind="svg", border=QUIET, dark=INK, light="#ffffff", xmldecl=False)
    modules = made.symbol_size(border=QUIET)[0]
    return Code(drawn.getvalue().decode(), max(SMALLEST, modules * MODULE), int(made.version), says)
