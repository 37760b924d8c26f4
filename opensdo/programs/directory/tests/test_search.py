"""A stranger looks for a certified business."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from opensdo.parties.businesses.models import Business, CommodityCode, Sells
from opensdo.programs.certification.models import Certificate
from opensdo.programs.directory.models import Entry
from tests.processes import Process


def certify(business: Business, category: str = "WBE", *, days: int = -30, ended: int | None = None) -> Certificate:
    """A certificate that began `days` from today and runs for three years."""
    today = timezone.localdate()
    return Certificate.objects.create(
        subject_id=business.subject_id,
        business=business,
        category=category,
        number=f"{category}-{business.pk}-{days}",
        since=today + timedelta(days=days),
        through=today + timedelta(days=days + 1095),
        ended_on=None if ended is None else today + timedelta(days=ended),
    )


@pytest.fixture
def listed(business: Business) -> Business:
    code = CommodityCode.objects.get(scheme="naics", code="238120")
    Sells.objects.create(subject_id=business.subject_id, business=business, code=code)
    certify(business)
    return business


def page(site: Process, query: str = "") -> str:
    response = site.get(f"/directory/?{query}")
    assert response.status_code == 200, query
    return response.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=ironworks",
        "q=Ada+IRONWORKS",
        "q=structural+steel",
        "q=2381",
        "q=238120+worcester",
        "code=23",
        "town=worcester",
        "category=WBE&category=MBE",
        "category=WBE&kind=23&sort=newest",
        "sort=name&page=1",
    ],
)
def test_a_certified_business_is_found(site: Process, listed: Business, query: str) -> None:
    shown = page(site, query)
    assert "Ada Ironworks LLC" in shown
    assert "<b>1 business</b>" in shown


@pytest.mark.parametrize("query", ["q=bakery", "code=54", "town=boston", "category=MBE", "county=Suffolk", "kind=54"])
def test_what_does_not_match_is_not_shown(site: Process, listed: Business, query: str) -> None:
    shown = page(site, query)
    assert "Ada Ironworks LLC" not in shown
    assert "No business matches all of this" in shown


def test_a_mistyped_name_or_trade_leads_to_the_right_one(site: Process, listed: Business) -> None:
    assert "/directory/ada-ironworks-llc/" in page(site, "q=Ada+Ironwroks")
    assert "?q=plumbing" in page(site, "q=plummbing")


def test_who_was_never_certified_is_not_listed(site: Process, business: Business) -> None:
    assert "No business is certified yet" in page(site)
    assert not Entry.objects.exists()


def test_the_day_decides(site: Process, listed: Business) -> None:
    today = timezone.localdate()
    assert "Ada Ironworks LLC" in page(site, f"on={today - timedelta(days=30)}")
    assert "Ada Ironworks LLC" not in page(site, f"on={today - timedelta(days=31)}")
