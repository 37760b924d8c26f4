"""The directory as people meet it: on a phone and on a desk, light, dark, on paper, right to left."""

from __future__ import annotations

import os
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.utils import timezone

from opensdo.parties.businesses.models import Business
from opensdo.programs.directory.tests.test_search import certify, copy_of, listed
from tests.look import PUBLIC, looking
from tests.processes import Process

__all__ = ["listed"]
PICTURES = Path(os.environ["OPENSDO_PICTURES"]) if "OPENSDO_PICTURES" in os.environ else None
STATIC = Path(__file__).resolve().parents[3] / "web" / "static"
PAGES = {
    "search": "/directory/?q=heron&category=WBE&category=MBE&county=Worcester&on=2026-11-01",
    "nothing": "/directory/?q=Heorn+Ironwroks&code=54",
    "mistake": "/directory/?on=soon&code=%3B",
    "business": "/directory/ada-ironworks-llc/",
    "files": "/directory/files/",
}


@pytest.fixture
def drawn(site: Process, listed: Business, tmp_path: Path) -> Path:
    """The pages of this test's own office, as files beside the style sheet."""
    for number in range(30):
        firm = copy_of(listed, f"Heron {'Structural ' * (number % 4)}{number:02} LLC", "Worcester", "Stairs. " * number)
        certify(firm, ("WBE", "MBE", "VBE")[number % 3], days=-100)
    certify(listed, "MBE", days=-2000)
    certify(listed, "VBE", days=-100, ended=-5)
    Business.objects.filter(pk=listed.pk).update(
        description="Structural steel, railings and stair work. Shop and field welding, repairs on short notice.",
        website="https://adaironworks.example/a-rather-long-address/that-does-not-break/",
        phone="617 555 0142",
        lists=["phone", "street"],
        street="18 Forge Lane",
        state="MA",
        county="Worcester",
    )
    assert timezone.localdate().year >= 2026
    for name, address in PAGES.items():
        (tmp_path / f"{name}.html").write_bytes(site.get(address).content)
    (tmp_path / "static").symlink_to(STATIC)
    return tmp_path


@pytest.mark.journey
def test_every_page_can_be_used_by_everyone(drawn: Path) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(drawn)))
    Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    with looking(PICTURES) as look:
        faults = [fault for name in PAGES for fault in look.at(f"{base}/{name}.html", budget=PUBLIC)]
    server.shutdown()
    assert not faults, "\n".join(map(str, faults))
