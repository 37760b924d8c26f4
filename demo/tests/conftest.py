"""The two sites as the demonstration serves them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import override_settings

from demo.environment import ROOT
from opensdo.privacy.data.purposes import Login
from tests import processes


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Its addresses and its templates; the app itself has nothing more."""
    monkeypatch.setitem(processes.URLS, Login.PUBLIC, "demo.urls.public")
    monkeypatch.setitem(processes.URLS, Login.STAFF, "demo.urls.staff")
    with override_settings(TEMPLATES=[settings.TEMPLATES[0] | {"DIRS": [ROOT / "demo" / "templates"]}]):
        yield
