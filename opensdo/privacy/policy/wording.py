"""The office's own names in the text, the glossary, and sentences cut into words and links for a page."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from opensdo.law.authorities import Authority, Standing, authority
from opensdo.law.office import office
from opensdo.law.pii import definition
from opensdo.privacy.policy.text import LINK, Passage, filled

GLOSSARY = Path(__file__).parent / "glossary.toml"


@dataclass(frozen=True)
class Term:
    id: str
    title: str
    text: str


@dataclass(frozen=True)
class Piece:
    """Plain words, or words that lead to a term, a law or a page."""

    words: str
    kind: str = ""
    target: str = ""


def known() -> Mapping[str, str]:
    """What stands in braces in the text: this installation's office, and the one definition of personal data."""
    ours, pii = office(), definition()
    privacy = ours.officer("privacy-officer")
    return {
        "office": f"the {ours.name}",
        "privacy_email": privacy.email,
        "phone": privacy.phone,
        "address": ", ".join(ours.address),
        "pii_elements": pii.listed(),
        "pii_also": pii.also,
        "pii_except": pii.excepted,
    }


@cache
def terms() -> tuple[Term, ...]:
    said, names = tomllib.loads(GLOSSARY.read_text()), known()
    found = [Term(name, entry["title"], filled(entry["text"], names)) for name, entry in said.items()]
    return tuple(sorted(found, key=lambda term: term.title.lower()))


def pieces(words: str) -> Iterator[Piece]:
    at, words = 0, filled(words, known())
    for link in LINK.finditer(words):
        if link.start() > at:
            yield Piece(words[at : link.start()])
        yield Piece(link["words"], link["kind"], link["target"])
        at = link.end()
    if at < len(words):
        yield Piece(words[at:])


def cited(passage: Passage) -> list[Authority]:
    return [authority(code) for code in dict.fromkeys(passage.targets("law"))]


def amber(passage: Passage, on: date) -> list[Authority]:
    """Authorities that no longer stand as the policy might suggest. They change no status; the page says so."""
    return [found for found in cited(passage) if found.standing(on) is not Standing.IN_FORCE]
