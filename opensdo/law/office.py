"""The facts of the office that runs this installation: its name, where it is, whom to ask."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from opensdo.law.entries import Malformed, build, default_folder, layers, tables


@dataclass(frozen=True)
class Officer:
    """By office, not by person: people come and go. `name` where a law asks for one."""

    code: str
    title: str
    duty: str
    email: str
    phone: str
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Office:
    """`address` has the lines of an envelope; `time_zone` an IANA name."""

    name: str
    short: str
    government: str
    address: tuple[str, ...]
    phone: str
    email: str
    hours: str
    time_zone: str
    officers: tuple[Officer, ...]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def officer(self, code: str) -> Officer:
        """Raises KeyError."""
        return {officer.code: officer for officer in self.officers}[code]


def office(path: Path | None = None, *, folder: Path | None = None) -> Office:
    """From the file given, else the one OPENSDO_OFFICE names, else the jurisdiction's. Raises Malformed."""
    if named := path or os.environ.get("OPENSDO_OFFICE"):
        return _office(Path(named))
    folder = folder or default_folder()
    found = [layer / "office.toml" for layer in layers(folder) if (layer / "office.toml").exists()]
    return _office(found[-1] if found else folder / "office.toml")


@cache
def _office(path: Path) -> Office:
    found = tables(path, "office")
    if len(found) != 1:
        raise Malformed(f"{path.name}: exactly one [[office]] is expected")
    read = build(Office, found[0], path.name)
    try:
        read.zone  # noqa: B018 (a time zone that does not exist must be refused here)
    except (KeyError, ValueError, OSError) as error:
        raise Malformed(f"{path.name}: {read.time_zone!r} is no time zone") from error
    return read
