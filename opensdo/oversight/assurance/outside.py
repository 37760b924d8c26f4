"""Which other sites our pages may lead to, and why. A link to any other turns a control red."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from opensdo.law.entries import default_folder, layers


@dataclass(frozen=True)
class Outside:
    host: str
    url: str
    why: str
    social: bool = False


@cache
def outside() -> tuple[Outside, ...]:
    """Those listed in the file, and the sites where the rules we cite can be read."""
    said = tomllib.loads((Path(__file__).parent / "outside.toml").read_text())
    listed = [Outside(bare(entry["url"]), entry["url"], entry["why"]) for entry in said.get("site", [])]
    known = {site.host for site in listed}
    read = sorted({bare(source) for source in _sources()} - known - {""})
    return tuple(listed + [Outside(host, f"https://{host}/", "where we read a law or a rule") for host in read])


def _sources() -> Iterator[str]:
    """Whatever the law's data names as the place where it was read."""
    for layer in layers(default_folder()):
        for path in layer.glob("*.toml"):
            yield from _within(tomllib.loads(path.read_text()))


def _within(said: object) -> Iterator[str]:
    if isinstance(said, dict):
        if isinstance(source := said.get("source"), str) and source.startswith("https:"):
            yield source
        for value in said.values():
            yield from _within(value)
    elif isinstance(said, list):
        for value in said:
            yield from _within(value)


@cache
def social() -> frozenset[str]:
    return frozenset(tomllib.loads((Path(__file__).parent / "outside.toml").read_text())["social"])


def is_social(host: str) -> bool:
    return any(host == name or host.endswith(f".{name}") for name in social())


def bare(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
