"""Put the question of one control, as the office does: by a login that may ask and read no file."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone

from conftest import officer
from opensdo.oversight.assurance.browser import ONLY
from opensdo.oversight.continuity.cast import put_back
from opensdo.parties.accounts.models import Officer, Role
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import NOTIFY
from opensdo.privacy.ledger.publishing import publish, sign
from opensdo.privacy.policy.check import answer
from opensdo.privacy.policy.controls import CONTROLS, Finding
from opensdo.programs.certification.actions import certificates

Ask = Callable[..., Finding]


@pytest.fixture
def ask_control() -> Ask:
    """Where a sabotage shows on pages that are known, only these are read; else every page is."""

    def ask(name: str, pages: tuple[str, ...] = ()) -> Finding:
        if not pages:
            with acting(None, NOTIFY):
                certificates.publish_first(at=timezone.now())
            publish(timezone.now())
            sign(timezone.now())
        put_back(timezone.now())
        if not Officer.objects.exists():
            officer("Vera Lund", Role.ADMINISTRATOR)
        [found] = [control for control in CONTROLS if control.name == name]
        token = ONLY.set(pages)
        try:
            return answer(found, using="default")
        finally:
            ONLY.reset(token)

    return ask
