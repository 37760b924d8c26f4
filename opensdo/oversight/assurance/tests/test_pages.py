"""What a stranger reads: the policy, what changes, the evidence, and nothing from inside."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from opensdo.parties.accounts.models import User
from opensdo.privacy.policy import actions
from opensdo.privacy.policy.models import Version
from opensdo.privacy.policy.wording import known, terms
from tests.evidence import found
from tests.processes import Process

PAGES = (
    "/privacy/",
    "/privacy/evidence/",
    "/privacy/versions/1/",
    "/privacy/changes/1/1/",
    "/privacy/links/",
    "/glossary/",
)
INSIDE = re.compile(r"need_[a-z]+|opensdo_|policy_version|data_[a-z]+|ledger_entry|businesses_owner|SELECT|GRANT")


def html(site: Process, path: str) -> str:
    response = site.get(path)
    assert response.status_code == 200, path
    return str(response.content.decode())


@pytest.fixture
def second(policy: Version) -> Version:
    now = timezone.now()
    text = policy.text.replace("for 90 days", "for 60 days").replace(
        "{definitions}", "{definitions} We like words.\n{definitions}", 1
    )
    return actions.post(text, now.date() + timedelta(days=33), purposes=["apply"], by="test", at=now)


@pytest.mark.parametrize("path", PAGES)
def test_before_a_policy_is_posted_no_page_breaks(site: Process, db: None, path: str) -> None:
    assert site.get(path).status_code in (200, 404)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_needs_few_questions_and_sets_no_cookie(
    site: Process, policy: Version, path: str, django_assert_max_num_queries: object
) -> None:
    html(site, path)
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        response = site.get(path)
    assert not response.cookies
    assert len(response.content) < 60_000 * 3


def test_the_policy_is_filled_in_and_every_promise_stands_there(site: Process, policy: Version) -> None:
    page = html(site, "/privacy/")
    for passage in policy.read().passages:
        assert f'id="{passage.id}"' in page
    assert not re.findall(r"\{[a-z_]+\}", page)
    assert known()["privacy_email"] in page
    for term in terms():
        assert f'id="term-{term.id}"' in page


def test_executive_order_504_shows_amber_with_the_reason(site: Process, policy: Version) -> None:
    for path in ("/privacy/", "/privacy/evidence/"):
        page = html(site, path)
        assert "The law has changed" in page
        assert "Executive Order 504 is rescinded with effect from 25 October 2019" in page


def test_the_next_version_is_announced_and_can_be_compared(site: Process, second: Version) -> None:
    page = html(site, "/privacy/")
    assert "In force since" in page
    assert 'href="/privacy/changes/1/2/"' in page
    changes = html(site, "/privacy/changes/1/2/")
    assert "2 sentences change" in changes
    assert "<ins>60</ins>" in changes
    assert "<del>90</del>" in changes
    assert "We like words." in changes


@pytest.mark.parametrize("path", ["/privacy/changes/2/1/", "/privacy/changes/1/9/", "/privacy/versions/9/"])
def test_what_was_never_posted_is_not_found(site: Process, second: Version, path: str) -> None:
    assert site.get(path).status_code == 404


def test_evidence_that_was_never_asked_is_not_green(site: Process, policy: Version) -> None:
    page = html(site, "/privacy/evidence/")
    assert 'class="state kept"' not in page
    assert 'class="state plan"' in page


def test_evidence_says_what_was_asked_and_that_it_was_caught(site: Process, policy: Version) -> None:
    found("need-to-know")
    page = html(site, "/privacy/evidence/")
    assert 'class="state kept">Kept' in page
    assert "one extra permission was given, and that was caught" in page
    assert not INSIDE.findall(page)


def test_evidence_that_expired_is_not_green(site: Process, policy: Version) -> None:
    found("need-to-know", at=timezone.now() - timedelta(days=5))
    page = html(site, "/privacy/evidence/")
    assert 'class="state kept"' not in page
    assert "The last check is too old to count." in page


def test_evidence_of_another_build_is_not_green(site: Process, policy: Version) -> None:
    found("need-to-know", build="0+another")
    assert 'class="state kept"' not in html(site, "/privacy/evidence/")


def test_the_staff_page_names_the_controls_and_a_stranger_does_not_see_it(
    desk: Process, policy: Version, rosa: User
) -> None:
    found("need-to-know")
    assert desk.get("/staff/assurance/").status_code == 302
    desk.sign_in(rosa)
    assert "every_column_is_read_by_those_who_need_it" in html(desk, "/staff/assurance/")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_only_read(site: Process, policy: Version, path: str) -> None:
    assert site.post(path).status_code == 405
