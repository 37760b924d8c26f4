"""What a scratch office remembers of a backup that was made and put back."""

from __future__ import annotations

from datetime import datetime

from opensdo.oversight.continuity.actions import Looked, known_as, remember_drill
from opensdo.oversight.continuity.manifest import Ledger, Manifest, Stored, Table
from opensdo.oversight.continuity.models import Drill


def said(name: str, at: datetime, **other: object) -> Manifest:
    told: dict[str, object] = {
        "name": name,
        "made_at": at.isoformat(),
        "build": "test",
        "postgres": 18,
        "policy": 1,
        "demonstration": False,
        "migrations": (),
        "ledger": Ledger(3, "00", 0, ""),
        "keyrings": {"2026": 2},
        "keep_until": "",
        "tables": {"data_subject": Table(40, "7")},
        "parts": (),
        "files": {"aa": Stored(9, "00")},
        "lost": (),
    }
    return Manifest(**told | other)  # type: ignore[arg-type]


def put_back(at: datetime, name: str = "20261123t120000z-b-aaaa-aaaa") -> Drill:
    """Once, however often it is asked for."""
    backup = known_as(said(name, at), size=1000, digest="00")
    if drill := backup.drills.first():
        return drill
    return remember_drill(backup, Looked(links=3, values_opened=1, files_opened=1), at=at, seconds=4)
