"""The office's own pages: what a visitor reads, and that a page costs and promises no more than it says."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.core.cache import cache
from django.http import HttpRequest
from pytest_django import DjangoAssertNumQueries

from opensdo.kit.reading import grade, sentences, words
from opensdo.law.office import office
from opensdo.privacy.policy.models import Version
from opensdo.web import failing, health, proof
from tests.processes import Process

PAGES = ("/", "/about/", "/programs/", "/contact/", "/accessibility/")
FAILURES = (400, 403, 404, 405, 410, 413, 422, 429, 500, 503)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    cache.clear()
    proof.forget()


def text_of(html: str) -> str:
    """What is read aloud: each block a sentence of its own. Lists of names and the names in the law are left out."""
    main = html[html.index("<main") : html.index("</main>")]
    main = re.sub(r"<(dl|nav|cite)\b.*?</\1>", "", main, flags=re.S)
    main = re.sub(r"</(p|h1|h2|li|dd|dt)>", ". ", main)
    return unescape(re.sub(r"\.\s*\.", ".", re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", main))))


@pytest.mark.parametrize("page", PAGES)
def test_a_visitor_reads_the_page(site: Process, policy: Version, page: str) -> None:
    answer = site.get(page)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert html.count("<h1") == 1
    assert "Under policy 1" in re.sub(r"<[^>]+>", "", html)
    assert "style=" not in html
    assert "<script" not in html
    assert not answer.cookies


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_written_for_grade_eight(site: Process, policy: Version, page: str) -> None:
    said = text_of(site.get(page).content.decode())
    assert grade(said) <= 8, said
    assert [sentence for sentence in sentences(said) if len(words(sentence)) > 25] == []


@pytest.mark.parametrize("status", FAILURES)
def test_a_failure_says_what_to_do_without_the_database(status: int) -> None:
    answer = failing.failed(HttpRequest(), status)  # no database fixture: a query here is an error
    html = answer.content.decode()
    assert answer.status_code == status
    assert office().phone in html
    assert grade(text_of(html)) <= 8


def test_a_wrong_address_is_answered_in_the_look(site: Process, policy: Version) -> None:
    answer = site.get("/there-is-no-such-page/")
    assert answer.status_code == 404
    assert "There is no such page" in answer.content.decode()


def test_the_menu_leads_only_to_what_exists(site: Process, policy: Version) -> None:
    html = site.get("/about/").content.decode()
    links = set(re.findall(r'<a href="(/[^"#]*)"', html))
    assert "/about/" in links
    assert {link: site.get(link).status_code for link in links if site.get(link).status_code >= 400} == {}


def test_a_page_costs_two_small_queries_and_the_next_ones_none(
    site: Process, policy: Version, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    site.get("/about/")
    with django_assert_max_num_queries(4):  # the login of the test and its savepoint
        site.get("/about/")


def test_before_a_policy_is_posted_the_foot_says_so(site: Process, db: None) -> None:
    assert "No policy is in force yet" in site.get("/about/").content.decode()


def test_health_is_well(site: Process, policy: Version) -> None:
    answer = site.get("/healthz")
    assert answer.status_code == 200, answer.content
    assert answer.json()["database"] is True
    assert answer.json()["migrated"] is True


def test_evidence_that_nobody_renews_needs_attention_and_takes_no_site_away() -> None:
    nobody = health.Health(True, True, seal_age=1, heartbeat_age=1, evidence_age=3 * 86_400)
    assert nobody.well
    assert nobody.attention == ["evidence"]
    assert not health.Health(True, True, seal_age=1, heartbeat_age=1, evidence_age=3_600).attention


def test_health_is_bad_when_a_seal_is_late() -> None:
    assert not health.Health(True, True, seal_age=61, heartbeat_age=1).well
    assert health.Health(True, True, seal_age=61, heartbeat_age=1).late == ["seal"]
    assert health.Health(True, True, seal_age=1, heartbeat_age=1, chain_wait=61).late == ["chain"]


def test_health_is_bad_when_a_migration_is_missing(
    site: Process, policy: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = health.shipped() | {("web", "9999_not_applied")}
    monkeypatch.setattr(health, "shipped", lambda: shipped)
    assert site.get("/healthz").status_code == 503


def test_robots_and_favicon(site: Process, policy: Version) -> None:
    assert b"Disallow: /account/" in site.get("/robots.txt").content
    assert site.get("/favicon.ico").headers["Location"].endswith(".svg")


def test_a_page_may_load_nothing_from_elsewhere(site: Process, policy: Version) -> None:
    headers = site.get("/").headers
    rules = dict(rule.strip().split(" ", 1) for rule in headers["Content-Security-Policy"].split(";"))
    assert rules["default-src"] == "'none'"
    for name in ("style-src", "script-src", "form-action"):
        assert rules[name] == "'self'"
    assert rules["img-src"] in ("'self'", "'self' data:")  # a picture inside the page is asked of nobody
    for name in ("base-uri", "frame-ancestors"):
        assert rules[name] == "'none'"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_reading_is_all_that_the_pages_allow(site: Process, policy: Version) -> None:
    assert site.post("/about/").status_code == 405


def test_who_signs_in_at_the_public_site_may_open_an_account(site: Process, desk: Process, policy: Version) -> None:
    assert "Open one" in site.get("/account/login/").content.decode()
    assert "Open one" not in desk.get("/staff/account/login/").content.decode()
