"""No page carries inline style or script, and none asks another server for anything."""

from __future__ import annotations

import pytest

from tests.house.sources import ROOT
from tests.house.templates import BAD, BANNED, GOOD, pages, wrong

WORDS = "A page has no inline style or script and loads nothing from another server: its policy refuses both."


def test_no_page_carries_what_its_policy_refuses() -> None:
    found = [f"{path.relative_to(ROOT)}:{words}" for path in pages() for words in wrong(path.read_text())]
    assert not found, f"{WORDS}\n" + "\n".join(found)
    assert len(pages()) > 50


@pytest.mark.parametrize("words", BANNED)
def test_a_page_with_it_is_refused(words: str) -> None:
    assert any(found.endswith(words) for found in wrong(BAD[words])), WORDS


@pytest.mark.parametrize("sample", GOOD)
def test_a_page_without_it_is_not(sample: str) -> None:
    assert not list(wrong(sample))
