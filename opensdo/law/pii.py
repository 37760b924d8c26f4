"""What counts as personally identifiable information: one definition, read from the jurisdiction's data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Element:
    id: str
    words: str
    category: str


@dataclass(frozen=True)
class Definition:
    source: str
    also: str
    excepted: str
    elements: tuple[Element, ...]

    @property
    def categories(self) -> frozenset[str]:
        return frozenset(element.category for element in self.elements)

    def listed(self) -> str:
        *most, last = [element.words for element in self.elements]
        return f"a {', '.join(most)}, or {last}"


@cache
def definition(jurisdiction: str = "massachusetts") -> Definition:
    said = tomllib.loads((HERE / jurisdiction / "pii.toml").read_text())
    return Definition(
        said["source"], said["also"], said["except"], tuple(Element(**element) for element in said["element"])
    )
