"""Which other sites our pages may lead to, and why. A link to any other turns a control red."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from opensdo.law.authorities import authorities


@dataclass(frozen=True)
class Outside:
    host: str
    url: str
    why: str
    social: bool = False


@cache
def outside() -> tuple[Outside, ...]:
    """Those listed in the file, and the sites where the laws we cite can be read."""
    said = tomllib.loads((Path(__file__).parent / "outside.toml").read_text())
    listed = [Outside(bare(entry["url"]), entry["url"], entry["why"]) for entry in said.get("site", [])]
    known = {site.host for site in listed}
    laws = dict[str, list[str]]()
    for law in authorities():
        laws.setdefault(bare(law.source), []).append(law.short)
    read = [
        Outside(host, f"https://{host}/", f"where {' and '.join(short)} can be read")
        for host, short in sorted(laws.items())
        if host and host not in known
    ]
    return tuple(listed + read)


@cache
def social() -> frozenset[str]:
    return frozenset(tomllib.loads((Path(__file__).parent / "outside.toml").read_text())["social"])


def is_social(host: str) -> bool:
    return any(host == name or host.endswith(f".{name}") for name in social())


def bare(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
