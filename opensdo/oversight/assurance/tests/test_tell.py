"""Whoever answers for it is told when nobody asks any more, and when nobody proves it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from opensdo.oversight.assurance.telling import tell
from opensdo.privacy.policy.models import Version
from opensdo.privacy.policy.standings import planned, standings
from tests.evidence import found


@pytest.fixture
def all_well(policy: Version) -> None:
    for clause in {passage.clause for passage in policy.read().passages}:
        found(clause)


def test_nothing_is_told_while_all_is_well(policy: Version, all_well: None) -> None:
    assert tell(at=timezone.now()) == []
    assert not mail.outbox


@pytest.mark.parametrize(
    ("later", "said"),
    [
        (timedelta(days=3), "- not-altered: expired"),  # nobody asked for three days
        (timedelta(days=8), "of the checks were not broken on purpose of late"),
    ],
)
def test_what_nobody_asks_or_proves_is_told_once_a_day(
    policy: Version, all_well: None, later: timedelta, said: str
) -> None:
    assert tell(at=timezone.now() + later) == ["assurance.not_kept"]
    assert {letter.to[0] for letter in mail.outbox} == {"privacy@example.org", "security@example.org"}
    assert said in mail.outbox[0].body
    assert not any(name in mail.outbox[0].body for name in planned() if "." not in name and name in kept(policy))


def kept(policy: Version) -> set[str]:
    return {one.passage.id for one in standings(policy.read(), now=timezone.now()) if one.status == "kept"} & set(
        planned()
    )
