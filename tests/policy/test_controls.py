"""Every control holds on a freshly founded office, and notices its own sabotage."""

from __future__ import annotations

import pytest
from django.utils import timezone

from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import NOTIFY
from opensdo.privacy.policy.check import ask
from opensdo.privacy.policy.controls import CONTROLS
from opensdo.privacy.policy.models import Evidence
from opensdo.privacy.policy.queries import SHIPPED
from opensdo.privacy.policy.rules import ATTESTABLE
from opensdo.privacy.policy.standings import planned, refuse_strangers
from opensdo.privacy.policy.text import parse
from opensdo.programs.certification.actions import certificates
from tests import databases
from tests.sealing import seal_at_least
from tests.stages import first_policy

TESTED_FROM_NOW_ON = """social-links external-links site definitions policy-change voluntary collection-notice
    bound-to-policy contact pii-definition need-to-know not-altered encryption"""


@pytest.fixture
def evidence(live: str) -> list[Evidence]:
    """Asked in a database of its own, because the ledger is sealed only when what it holds is committed."""
    with databases.using(live):
        first_policy()
        with acting(None, NOTIFY):
            certificates.publish_first(at=timezone.now())
        seal_at_least()
        return ask(using="default", at=timezone.now())


def test_every_control_holds_and_catches_its_sabotage(evidence: list[Evidence]) -> None:
    wrong = [
        f"{row.passage} {row.control}: {row.sentence} {row.staff} (caught: {row.caught}, of {row.examined})"
        for row in evidence
        if not (row.holds and row.caught and row.examined)
    ]
    assert not wrong, "\n".join(wrong)


def test_a_control_has_one_name_and_speaks_of_a_promise() -> None:
    assert len({control.name for control in CONTROLS}) == len(CONTROLS)
    refuse_strangers(parse(SHIPPED.read_text()))


@pytest.mark.parametrize("clause", TESTED_FROM_NOW_ON.split())
def test_a_clause_that_is_tested_has_a_control_and_is_not_planned(clause: str) -> None:
    assert clause in {control.passage for control in CONTROLS}
    assert clause not in planned()


def test_what_is_not_planned_has_a_control() -> None:
    """Else it would be unbound: a promise that nobody looks after."""
    looked_after = {control.passage for control in CONTROLS} | ATTESTABLE
    assert {passage.id for passage in parse(SHIPPED.read_text()).passages} - set(planned()) <= looked_after
