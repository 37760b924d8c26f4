"""What anybody may see, and what nobody else may."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from tests.journeys.walker import Walker

OF_A_CASE = ("", "answers/name/", "owners/", "check/", "receipt/", "looks/", "letter/", "receipt.pdf")


def sees_nothing_of(eve: Walker, case: str) -> None:
    for page in OF_A_CASE:
        assert eve.status_of(f"/certification/applications/{case}/{page}") == 404, page
    for page in ("", "clock/", "sealed/ssn-1/", "decide/"):
        assert eve.status_of(f"/staff/certification/{case}/{page}") in (302, 404), page


def finds_in_the_directory(eve: Walker, firm: str) -> None:
    """By its name, by what it sells, and not as of yesterday."""
    eve.go("/directory/")
    eve.page.locator("main input[type=search]").first.fill(firm)
    eve.press("Search")
    eve.reads(firm)
    eve.press(firm)
    eve.reads(firm, "Woman-owned", "Veteran-owned", "332323", "Certified")
    for private in ("Forge Lane", "508", "ada.", "66.5"):
        assert private not in eve.text(), private
    yesterday = timezone.localdate() - timedelta(days=1)
    eve.go(f"/directory/?q={firm.replace(' ', '+')}&on={yesterday.isoformat()}")
    assert eve.page.locator(".results", has_text=firm).count() == 0


def checks_offline(eve: Walker, certificate: str, firm: str, folder: Path) -> None:
    """The paper is checked with the office's public keys and its list of ended certificates, and without the office."""
    eve.go(certificate)
    eve.reads(firm)
    for name, path in (
        ("certificate.pdf", f"{certificate}certificate.pdf"),
        ("signing-keys.json", "/certification/keys/"),
        ("revocations.json", "/certification/revocations.json"),
    ):
        (folder / name).write_bytes(eve.page.request.get(eve.address + path).body())
    words = ("verify", "certificate.pdf", "--key", "signing-keys.json", "--revocations", "revocations.json")
    checked = subprocess.run(
        [sys.executable, "-m", "opensdo.kit.signing", *words],
        cwd=folder,
        env={"PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert firm in checked.stdout
