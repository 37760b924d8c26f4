"""The documents say what is so: what is drawn is redrawn and compared, what is named exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands

from demo import drawn
from demo.dev import WITH_PACKAGES
from opensdo.kit.lifecycle import Lifecycle
from opensdo.web.cli import find, known
from tests.house.sources import ROOT

DRAWN = "A drawn document is drawn again when the code changes: run ./dev map."
LED = "A document leads only to files that exist."
NAMED = "A document names only verbs and commands that exist."
DOCUMENTS = tuple(sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]))


def dead_ends(path: Path, text: str) -> Iterator[str]:
    for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text):
        if not (path.parent / target).exists():
            yield f"{path.name}: {target}"


def unknown_words(text: str) -> Iterator[str]:
    """Verbs of ./dev and commands of opensdo as they are written in code: `./dev up`, `opensdo ledger verify`."""
    assert get_commands()
    for span in re.findall(r"`([^`\n]+)`|^ {4}(.+)$|^([.a-zA-Z/ ]*\./dev .+|opensdo .+)$", text, re.M):
        words = next(filter(None, span)).split()
        if words[:2] == ["./dev", "opensdo"]:
            words = words[1:]
        if words[:1] == ["./dev"] and words[1:] and words[1] not in (*WITH_PACKAGES, "VERB"):
            yield " ".join(words)
        if words[:1] == ["opensdo"] and words[1:] and words[1].islower() and find(words[1:], known())[0] is None:
            yield " ".join(words)


@pytest.mark.parametrize("path", drawn.DRAWN, ids=lambda path: path.name)
def test_what_is_drawn_is_as_the_code_is(path: Path) -> None:
    assert drawn.DRAWN[path](path.read_text()) == path.read_text(), DRAWN


def test_a_table_that_nobody_redrew_is_found() -> None:
    text = drawn.README.read_text()
    assert drawn.BEGIN in text
    stale = text.replace("| planned |", "| kept |", 1)
    assert stale != text
    assert drawn.clauses(stale) == text, DRAWN


def test_a_diagram_tells_every_move_and_what_nothing_leads_to() -> None:
    life = Lifecycle(first="a", verbs={"go": (frozenset({"a"}), "b"), "rest": (frozenset({"z"}), "b")})
    assert drawn.diagram(life) == "a  (begins here)\n└── go → b\nb  (ends here)\nz  (nothing leads here)"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_leads_to_files_that_exist(path: Path) -> None:
    assert list(dead_ends(path, path.read_text())) == [], LED


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_names_commands_that_exist(path: Path) -> None:
    assert list(unknown_words(path.read_text())) == [], NAMED


def test_a_document_that_leads_nowhere_is_found() -> None:
    assert list(dead_ends(ROOT / "README.md", "[a](docs/gone.md) [b](LICENSE) [c](https://example.org)")) == [
        "README.md: docs/gone.md"
    ], LED
    text = "`./dev dance`, `./dev up`, `opensdo ledger verify`, `opensdo dance`\n\n    ./dev opensdo sing now\n"
    assert list(unknown_words(text)) == ["./dev dance", "opensdo dance", "opensdo sing now"], NAMED


def test_a_decision_is_one_page_with_its_parts() -> None:
    for path in sorted((ROOT / "docs" / "adr").glob("0*.md")):
        text = path.read_text()
        headings = re.findall(r"^## (.+)$", text, re.M)
        assert headings == ["Context", "Decision", "Consequences"], path.name
        assert len(text.split()) <= 450, f"{path.name} is longer than a page"
