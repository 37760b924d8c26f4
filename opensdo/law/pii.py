"""What counts as personally identifiable information: one definition, read from the jurisdiction's data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from opensdo.law.entries import default_folder, layers


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


def definition() -> Definition:
    """The deepest layer's: an installation may give its own."""
    found = [layer / "pii.toml" for layer in layers(default_folder()) if (layer / "pii.toml").exists()]
    return _read(found[-1])


@cache
def _read(path: Path) -> Definition:
    said = tomllib.loads(path.read_text())
    return Definition(
        said["source"], said["also"], said["except"], tuple(Element(**element) for element in said["element"])
    )
