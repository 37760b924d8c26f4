"""A second way to break what is published of the ledger, other than the control's own."""

# ruff: noqa: E501  (a table of cases is read in rows)
from __future__ import annotations

import pytest
from django.utils import timezone

from opensdo.privacy.ledger.publishing import publish, sign
from opensdo.privacy.policy.models import Version
from tests.policy.conftest import Ask
from tests.policy.test_second_sabotage import FRONT, noticed, run


@pytest.mark.parametrize(
    ("name", "table", "change"),
    [
        ("a_checkpoint_comes_every_ten_minutes", "checkpoint", "UPDATE ledger_checkpoint SET at = at + interval '1 day'"),
        ("a_checkpoint_comes_every_ten_minutes", "checkpoint", "DELETE FROM ledger_checkpoint; UPDATE ledger_head SET n = 1"),
        ("every_checkpoint_is_signed_by_us", "signature", "UPDATE ledger_signature SET statement = left(statement, -4) || 'AAAA'"),
        ("every_checkpoint_is_signed_by_us", "signature", "UPDATE ledger_signature SET key = 'elsewhere'"),
        ("every_checkpoint_is_signed_by_us", "checkpoint", "UPDATE ledger_checkpoint SET hash = '\\x00'"),
    ],
)  # fmt: skip
def test_a_checkpoint_that_somebody_meddled_with_is_noticed(
    policy: Version, ask_control: Ask, name: str, table: str, change: str
) -> None:
    publish(timezone.now())
    sign(timezone.now())
    assert ask_control(name, FRONT).holds
    run(f"ALTER TABLE ledger_{table} DISABLE TRIGGER refuse; {change}")
    assert noticed(ask_control(name, FRONT))
