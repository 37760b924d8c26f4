"""Firms that were certified before this office had its software: they come by the import action, marked as imported."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from demo.sites import at_site
from opensdo.parties.businesses import mapping, reading
from opensdo.parties.businesses.models import Business, CommodityCode
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import BRING_IN, Login
from opensdo.programs.directory.actions import bring_in

DATA = Path(__file__).resolve().parent.parent / "data"
LEFT = ("2025-3395", "2025-3432")  # they stand in the older list and no longer in the newer one
OLDER, NEWER = timedelta(days=120), timedelta(days=21)


def bring_in_firms(at: datetime) -> None:
    """Two lists: of four months ago, and of three weeks ago, in which there are new firms and two are missing."""
    mapped = mapping.read(DATA / "firms.toml")
    with at_site(Login.WORKER), acting(None, BRING_IN):
        known = set(CommodityCode.objects.filter(scheme="naics").values_list("code", flat=True))
        found = reading.read((DATA / "firms.csv").read_bytes(), mapped, known)
        if found.rejects:
            raise reading.Unusable(str(found.rejects[0]))
        if not Business.objects.filter(brought_in_from=mapped.source).exists():
            older = [firm for firm in found.firms if firm.held[0].since <= (at - OLDER).date()]
            bring_in(older, source=mapped.source, at=at - OLDER)
        bring_in([firm for firm in found.firms if firm.key not in LEFT], source=mapped.source, at=at - NEWER)
