"""Two versions side by side, sentence by sentence: what was added, removed, changed, with the words marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from opensdo.privacy.policy.text import Passage, Policy, plain

SENTENCE = re.compile(r"(?<=[.!?])\s+")
ALIKE = 0.4  # below this, two sentences share too little to be called one that changed


class Kind(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Span:
    words: str
    marked: bool


@dataclass(frozen=True)
class Change:
    kind: Kind
    passage: str
    before: tuple[Span, ...] = ()
    after: tuple[Span, ...] = ()


def compare(old: Policy, new: Policy) -> list[Change]:
    """In the order of the new text; promises that are gone stand at the end."""
    before = {passage.id: passage for passage in old.passages}
    after = {passage.id: passage for passage in new.passages}
    found = [change for name, passage in after.items() for change in _passage(name, before.get(name), passage)]
    gone = [change for name, passage in before.items() if name not in after for change in _passage(name, passage, None)]
    return found + gone


def _passage(name: str, old: Passage | None, new: Passage | None) -> Iterator[Change]:
    was, now = _sentences(old), _sentences(new)
    for tag, a, b, c, d in SequenceMatcher(a=was, b=now, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (Change(Kind.SAME, name, _all(words, False), _all(words, False)) for words in was[a:b])
        else:
            yield from _paired(name, was[a:b], now[c:d])


def _paired(name: str, was: Sequence[str], now: Sequence[str]) -> Iterator[Change]:
    """Each new sentence is set beside the old one that is most like it, when one is."""
    left = list(was)
    for words in now:
        near = max(left, key=lambda old: _ratio(old, words), default=None)
        if near is not None and _ratio(near, words) >= ALIKE:
            left.remove(near)
            yield Change(Kind.CHANGED, name, *_marked(near, words))
        else:
            yield Change(Kind.ADDED, name, after=_all(words, True))
    for words in left:
        yield Change(Kind.REMOVED, name, before=_all(words, True))


def _marked(old: str, new: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    was, now = old.split(), new.split()
    before, after = list[Span](), list[Span]()
    for tag, a, b, c, d in SequenceMatcher(a=was, b=now, autojunk=False).get_opcodes():
        for words, spans in ((was[a:b], before), (now[c:d], after)):
            if words:
                spans.append(Span(" ".join(words), tag != "equal"))
    return tuple(before), tuple(after)


def _sentences(passage: Passage | None) -> list[str]:
    return [part for words in passage.sentences for part in SENTENCE.split(plain(words))] if passage else []


def _all(words: str, marked: bool) -> tuple[Span, ...]:
    return (Span(words, marked),)


def _ratio(old: str, new: str) -> float:
    return SequenceMatcher(a=old.split(), b=new.split(), autojunk=False).ratio()
