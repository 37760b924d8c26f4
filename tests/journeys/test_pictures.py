"""The README's picture is of the running office. OPENSDO_DRAW=1 takes it anew."""

from __future__ import annotations

import os
from pathlib import Path

from PIL import Image

from tests.journeys.conftest import Walk
from tests.journeys.office import ROOT
from tests.look import DESK_TOP, View

PICTURE = ROOT / "docs" / "pictures" / "evidence.png"
HEIGHT = 1100


def test_the_picture_in_the_readme_is_of_this_page(walk: Walk, tmp_path: Path) -> None:
    with walk(View("1280-light", DESK_TOP)) as anybody:
        anybody.go("/privacy/evidence/")
        anybody.reads("promises kept", "planned")
        taken = PICTURE if os.environ.get("OPENSDO_DRAW") else tmp_path / "evidence.png"
        anybody.page.screenshot(path=taken, full_page=True, clip={"x": 0, "y": 0, "width": DESK_TOP, "height": HEIGHT})
    assert f"docs/pictures/{PICTURE.name}" in (ROOT / "README.md").read_text()
    with Image.open(PICTURE) as kept, Image.open(taken) as fresh:
        assert kept.size == fresh.size
