"""One office for all journeys, and one browser; both are gone before another package starts its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.office import Office, opened
from tests.journeys.walker import Walker, walking
from tests.look import CHROMIUM, View


class Walk(Protocol):
    def __call__(self, view: View, *, script: bool = True) -> AbstractContextManager[Walker]: ...


@pytest.fixture(scope="package")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """OPENSDO_OPEN="http://127.0.0.1:8000 var" walks through one that runs already: seconds instead of a minute."""
    if already := os.environ.get("OPENSDO_OPEN"):
        address, home = already.split()
        yield Office(address, Path(home).resolve())
        return
    with opened(tmp_path_factory.mktemp("office")) as found:
        yield found


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield launched
        launched.close()


@pytest.fixture
def walk(office: Office, browser: Browser) -> Walk:
    """Pictures go to the folder that OPENSDO_PICTURES names, if it does."""
    folder = os.environ.get("OPENSDO_PICTURES")

    def start(view: View, *, script: bool = True) -> AbstractContextManager[Walker]:
        return walking(browser, office.address, view, script=script, pictures=Path(folder) if folder else None)

    return start
