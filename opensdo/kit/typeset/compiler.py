"""One typst compiler per process. What people typed goes in as data and can never become code."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Final

import typst

from opensdo.kit.typeset.characters import plainly_shown, shown

ROOT: Final = Path(__file__).resolve().parents[2]  # a template may import what lies in the package, nothing else
NO_FONT: Final = "could not be displayed"
_one_at_a_time = Lock()  # the compiler is changed by compiling


def render(template: Path, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """PDF/UA-1. The same data and `at` (which needs a time zone) give the same bytes."""
    return bytes(_compile(template, data, format="pdf", pdf_standards=["ua-1"], timestamp=int(at.timestamp())))


def picture(template: Path, data: Mapping[str, Any], *, ppi: int = 110) -> list[bytes]:
    """The pages as PNG, to look at."""
    pages = _compile(template, data, format="png", ppi=ppi)
    return [pages] if isinstance(pages, bytes) else list(pages)


def _compile(template: Path, data: Mapping[str, Any], **how: Any) -> Any:
    try:
        return _compiled(template, _each_text(data, shown), how)
    except typst.TypstError as error:
        if NO_FONT not in str(error):
            raise
        return _compiled(template, _each_text(data, plainly_shown), how)


def _compiled(template: Path, data: Any, how: dict[str, Any]) -> Any:
    values = {"data": json.dumps(data, ensure_ascii=False)}
    with _one_at_a_time:
        return _compiler().compile(str(template), sys_inputs=values, **how)


@cache
def _compiler() -> Any:
    """Only the fonts inside typst: a letter looks the same on every machine."""
    fonts = typst.Fonts(include_system_fonts=False)
    return typst.Compiler(root=str(ROOT), font_paths=fonts, ignore_system_fonts=True)


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {str(key): _each_text(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_each_text(item, change) for item in value]
    return value
