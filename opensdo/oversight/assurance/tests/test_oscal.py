"""The export is what auditors' tools read: checked by the models that trestle makes from the official schema."""

from __future__ import annotations

import json
import re
from typing import Any

from django.utils import timezone

from opensdo.oversight.assurance.oscal import assessment_results
from opensdo.privacy.policy import actions
from opensdo.privacy.policy.models import Version
from opensdo.privacy.policy.standings import standings
from tests.evidence import found


def read(policy: Version) -> dict[str, Any]:
    """Through the models, which refuse what the schema does not know."""
    from trestle.oscal.assessment_results import Model  # noqa: PLC0415  (slow to load, and only here)

    found = Model.model_validate_json(export(policy)).assessment_results
    said: dict[str, Any] = json.loads(found.model_dump_json(by_alias=True, exclude_none=True))
    return said


def export(policy: Version) -> str:
    now = timezone.now()
    at = standings(policy.read(), now=now)
    return json.dumps(assessment_results(at, version=policy, origin="https://sdo.example.org", at=now))


def test_it_is_an_assessment_result_of_oscal(policy: Version) -> None:
    found("need-to-know")
    found("no-sale", holds=False)
    actions.attest("executive-protection", "It is kept.", officer="privacy officer", by=1, at=timezone.now())
    [result] = read(policy)["results"]
    state = {each["target"]["target-id"]: each["target"]["status"]["state"] for each in result["findings"]}
    assert state["need-to-know"] == state["executive-protection"] == "satisfied"
    assert state["no-sale"] == state["cookie"] == "not-satisfied"
    seen = [each["uuid"] for each in result["observations"]]
    named = [one["observation-uuid"] for each in result["findings"] for one in each.get("related-observations") or []]
    assert sorted(named) == sorted(set(seen)) == sorted(seen)


def test_an_office_where_nothing_was_asked_exports_too(policy: Version) -> None:
    assert not read(policy)["results"][0].get("observations")


def test_the_words_are_whole(policy: Version) -> None:
    assert not re.findall(r"\{[a-z_]+\}|\]\((?:term|law|page):", export(policy))
