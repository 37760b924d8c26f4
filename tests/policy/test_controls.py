"""Every control holds on a freshly founded office, and in a scratch copy it notices its own sabotage."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from conftest import officer
from opensdo.kit.build import build
from opensdo.oversight.assurance.asking import ask_office, prove_office
from opensdo.oversight.continuity.cast import put_back
from opensdo.parties.accounts.models import Role
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import NOTIFY
from opensdo.privacy.ledger.actions import seal
from opensdo.privacy.ledger.publishing import publish, sign
from opensdo.privacy.policy.check import ask
from opensdo.privacy.policy.controls import CONTROLS
from opensdo.privacy.policy.models import Evidence, Proof
from opensdo.privacy.policy.queries import SHIPPED
from opensdo.privacy.policy.rules import ATTESTABLE
from opensdo.privacy.policy.standings import planned, refuse_strangers
from opensdo.privacy.policy.text import parse
from opensdo.programs.certification.actions import certificates
from tests import databases
from tests.sealing import seal_at_least
from tests.stages import first_policy

TESTED_FROM_NOW_ON = """social-links external-links site definitions policy-change voluntary collection-notice
    bound-to-policy contact pii-definition need-to-know not-altered encryption encryption.files encryption.transit
    internal-use no-sale no-sale.recorded not-lost"""

# The demonstration has one more.
OURS = [control for control in CONTROLS if control.question.__module__.startswith("opensdo.")]


@pytest.fixture
def office(live: str) -> None:
    """A database of its own, because the ledger is sealed only when what it holds is committed."""
    with databases.using(live):
        first_policy()
        with acting(None, NOTIFY):
            certificates.publish_first(at=timezone.now())
        officer("Vera Lund", Role.ADMINISTRATOR)
        put_back(timezone.now())
        seal_at_least()
        publish(timezone.now())
        sign(timezone.now())


@pytest.mark.whole
def test_every_control_is_asked_of_the_office_and_proved_in_a_scratch_copy(office: None, live: str) -> None:
    with databases.using(live):
        proofs = prove_office(module="tests.scratched")
    missed = [f"{proof.passage} {proof.control}: {proof.staff}" for proof in proofs if not proof.caught]
    assert not missed, "\n".join(missed)
    assert {proof.control for proof in proofs} == {control.name for control in OURS}
    assert {proof.build for proof in proofs} == {build()}
    with databases.using(live):
        seal()  # proving took its time, and a site whose sealer stands still says so
    with databases.using(live, "opensdo_worker"), override_settings(ALLOWED_HOSTS=["127.0.0.1"]):
        asked = ask_office(at=timezone.now())
    wrong = [
        f"{row.passage} {row.control}: {row.sentence} {row.staff} (of {row.examined})"
        for row in asked
        if not (row.holds and row.examined)
    ]
    assert not wrong, "\n".join(wrong)
    with databases.using(live):
        assert (Evidence.objects.count(), Proof.objects.count()) == (len(CONTROLS), len(OURS))
        assert not [name for name in databases.names() if name.startswith(f"{settings.DATABASE}_scratch_")]
        with connection.cursor() as cursor:  # a second way: the tail is cut off, where the control changes an entry
            cursor.execute("ALTER TABLE ledger_link DISABLE TRIGGER refuse")
            cursor.execute("DELETE FROM ledger_link WHERE n = (SELECT max(n) FROM ledger_link)")
        cut = {row.control: row for row in ask(at=timezone.now(), only=["not-altered"])}[
            "the_chain_of_the_ledger_is_whole"
        ]
        assert cut.examined > 0
        assert not cut.holds


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
