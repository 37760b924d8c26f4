"""A paper to look at: pictures of its pages and the words on them, made anew each time and kept nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any, Final

from opensdo.papers.documents.actions import chunks
from opensdo.papers.documents.bounded import OPENER, TO_SHOW, Unanswered
from opensdo.papers.documents.memory import plain
from opensdo.papers.documents.models import Document
from opensdo.papers.documents.rules import NotAccepted
from opensdo.papers.documents.sealing import Tampered
from opensdo.papers.documents.storage.missing import Missing, Unavailable

WIDTHS: Final = {1: 900, 2: 1400, 3: 2200}


class Unshowable(Exception):
    """No picture and no words could be made of it."""


@dataclass(frozen=True)
class Leaf:
    """One page. `parts` is the reading copy of an office file, which has no pages."""

    number: int
    of: int
    zoom: int
    text: str
    parts: tuple[dict[str, Any], ...]

    @property
    def larger(self) -> int:
        return self.zoom + 1 if self.zoom + 1 in WIDTHS else 0

    @property
    def smaller(self) -> int:
        return self.zoom - 1

    @property
    def before(self) -> int:
        return self.number - 1

    @property
    def after(self) -> int:
        return self.number + 1 if self.number < self.of else 0


def leaf(document: Document, key: bytes, *, page: str, zoom: str) -> Leaf:
    """What was typed into the address is brought within what there is. Raises Unshowable."""
    number = _within(page, document.pages or 1)
    with _open(document, key) as content:
        said = _asked(content, do="words", type=document.content_type, page=number)[0]
    parts = tuple(said.get("parts", ()))
    return Leaf(number, document.pages or 1, _within(zoom, max(WIDTHS)), said.get("text", ""), parts)


def picture(document: Document, key: bytes, *, page: str, zoom: str) -> bytes:
    """WebP. Raises Unshowable."""
    if not document.has_pages:
        raise Unshowable
    number = _within(page, document.pages or 1)
    width = WIDTHS[_within(zoom, max(WIDTHS))]
    with _open(document, key) as content:
        return _asked(content, do="page", type=document.content_type, page=number, width=width)[1]


def _within(typed: str, most: int) -> int:
    """Digits of the ten only: others look like numbers and are none."""
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 8 else 1
    return min(max(number, 1), most)


def _asked(content: IO[bytes], **wanted: Any) -> tuple[dict[str, Any], bytes]:
    try:
        return OPENER.ask(content, seconds=TO_SHOW, **wanted)
    except (Unanswered, NotAccepted) as why:
        raise Unshowable from why


@contextmanager
def _open(document: Document, key: bytes) -> Iterator[IO[bytes]]:
    with plain() as content:
        try:
            for chunk in chunks(document, key):
                content.write(chunk)
        except (Tampered, Missing, Unavailable) as why:
            raise Unshowable from why
        content.flush()
        yield content
