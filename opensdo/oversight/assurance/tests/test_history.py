"""The strip of days and the JSON: public, drawn from what was written down, with nothing from inside."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from opensdo.privacy.policy.models import Version
from opensdo.privacy.policy.record import histories
from tests.evidence import found
from tests.processes import Process


def test_a_page_shows_the_days_and_says_them_in_words(site: Process, policy: Version) -> None:
    now = timezone.now()
    for ago in (6, 5, 1, 0):
        found("need-to-know", at=now - timedelta(days=ago), passage="need-to-know")
    found("need-to-know", at=now - timedelta(days=5), passage="need-to-know", holds=False)
    page = site.get("/privacy/evidence/").content.decode()
    assert "In 7 days: kept on 3, not kept on 4." in page
    assert 'role="img" aria-label="The last 7 days: kept on 3, not kept on 4."' in page


def test_a_day_ends_at_midnight_of_the_office(policy: Version) -> None:
    now = timezone.now()
    found("need-to-know", at=now, passage="need-to-know")
    with timezone.override("Pacific/Kiritimati"):  # 14 hours ahead of UTC
        assert len(histories(now + timedelta(hours=20))["need-to-know"].marks) in (1, 2)


def test_answers_of_another_build_that_nobody_proved_are_not_known(site: Process, policy: Version) -> None:
    found("need-to-know", passage="need-to-know", proved=False)
    assert histories(timezone.now())["need-to-know"].words == "not known on 1"


def test_programs_read_the_same(site: Process, policy: Version) -> None:
    found("need-to-know")
    answer = site.get("/privacy/evidence.json")
    assert answer["Content-Type"] == "application/json"
    said = {each["id"]: each for each in json.loads(answer.content)["promises"]}
    assert said["need-to-know"]["status"] == "kept"
    assert said["need-to-know"]["days"] == ["kept"]
    assert said["need-to-know"]["asked"][0]["caught"] is True
    assert said["cookie"]["status"] == "planned"
    assert "need_certify" not in answer.content.decode()
    assert not re.findall(r"\]\((?:term|law|page):|\{[a-z_]+\}", " ".join(each["words"] for each in said.values()))


@pytest.mark.parametrize(
    ("path", "most"), [("/", 5), ("/privacy/", 6), ("/privacy/evidence/", 8), ("/privacy/evidence.json", 5)]
)
def test_the_promises_are_read_once_and_not_for_every_visitor(
    site: Process, policy: Version, path: str, most: int, django_assert_max_num_queries: object
) -> None:
    found("need-to-know")
    site.get(path)
    with django_assert_max_num_queries(most):  # type: ignore[operator]
        site.get(path)


def test_what_is_remembered_is_never_out_of_date(site: Process, policy: Version) -> None:
    def shown() -> str:
        return site.get("/privacy/evidence/").content.decode()

    assert 'class="state kept"' not in shown()
    found("need-to-know")
    assert 'class="state kept"' in shown()
    found("need-to-know", holds=False)
    assert 'class="state kept"' not in shown()
