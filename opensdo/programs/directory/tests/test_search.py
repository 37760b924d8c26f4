"""A stranger looks for a certified business."""

from __future__ import annotations

import gzip
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from opensdo.parties.businesses.models import Business, CommodityCode, Sells
from opensdo.programs.certification.models import Certificate
from opensdo.programs.directory.models import Entry
from tests.processes import Process
from tests.realdata import naughty_strings


def copy_of(business: Business, name: str, county: str, says: str = "") -> Business:
    return Business.objects.create(
        subject_id=business.subject_id, legal_name=name, county=county, description=says, city="Millbury"
    )


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
    assert "Did you mean" not in page(site, "q=plummbing")
    Business.objects.update(description="Plumbing and heating")
    assert '<a href="?q=plumbing">plumbing</a>' in page(site, "q=plummbing")


def test_who_was_never_certified_is_not_listed(site: Process, business: Business) -> None:
    assert "No business is certified yet" in page(site)
    assert not Entry.objects.exists()


def test_the_day_decides(site: Process, listed: Business) -> None:
    today = timezone.localdate()
    assert "Ada Ironworks LLC" in page(site, f"on={today - timedelta(days=30)}")
    assert "Ada Ironworks LLC" not in page(site, f"on={today - timedelta(days=31)}")


@pytest.mark.parametrize(
    "query", ["q=the", "q=!!!", "q='+OR+1", "q=a%26b|c:*", "q=%5C", "town='%5C", "kind='x'", "q=٣٤"]
)
def test_whatever_is_typed_is_only_looked_for(site: Process, listed: Business, query: str) -> None:
    assert "No business matches all of this" in page(site, query)


def test_naughty_strings_break_nothing(site: Process, listed: Business) -> None:
    for said in naughty_strings()[::7]:
        assert site.get("/directory/", {"q": said, "town": said, "county": said}).status_code in (200, 422)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("on=soon", "Write the day as year-month-day"),
        ("on=2999-01-01", "Choose today or an earlier day"),
        ("code=%3B%3B", "Write the first digits of a code"),
        ("code=2", "Write at least two digits"),
        ("q=" + "x" * 201, "at most 200 characters"),
        ("q=a%00b", "Null characters"),
    ],
)
def test_a_mistake_is_said_beside_the_field_and_kept(site: Process, listed: Business, query: str, words: str) -> None:
    answer = site.get(f"/directory/?{query}")
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error: " in shown
    assert shown.count(words) == 2  # in the summary and beside the field


def test_a_group_of_filters_counts_what_it_would_offer(site: Process, listed: Business) -> None:
    certify(listed, "VBE")
    for number, county in enumerate(("Worcester", "Suffolk", "Suffolk")):
        other = copy_of(listed, f"Firm {number}", county)
        certify(other, "MBE")
    shown = page(site, "county=Suffolk")
    assert "<b>2 businesses</b>" in shown
    assert 'value="Suffolk" checked><span>Suffolk</span><span class="count">2</span>' in shown
    assert 'value="Worcester"><span>Worcester</span><span class="count">1</span>' in shown
    assert 'value="MBE"><span>Minority-owned</span><span class="count">2</span>' in shown
    assert "VBE" not in shown


def test_results_come_in_pages_in_the_order_that_was_asked_for(
    site: Process, listed: Business, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        certify(copy_of(listed, f"Heron {number:02}", ""), days=-number - 1)
    site.get("/")  # what the foot of a page shows is remembered for some seconds
    with django_assert_max_num_queries(8):
        first = page(site, "q=heron&sort=newest")
    assert first.index("Heron 00") < first.index("Heron 24")
    assert "Heron 25" not in first
    assert "Heron 29" in page(site, "q=heron&sort=newest&page=2")
    assert "There is no page 3" in page(site, "q=heron&page=3")


def test_a_name_with_the_word_comes_before_a_text_with_it(site: Process, listed: Business) -> None:
    for name, says in (("Aardvark Works", "A school for a welder"), ("Zebra Welders", "")):
        certify(copy_of(listed, name, "", says))
    shown = page(site, "q=welders")
    assert shown.index("Zebra Welders") < shown.index("Aardvark Works")


def test_two_firms_of_one_name_have_two_pages(site: Process, listed: Business) -> None:
    certify(copy_of(listed, "Ada Ironworks LLC", ""))
    first, second = Entry.objects.order_by("business").values_list("slug", flat=True)
    assert first == "ada-ironworks-llc"
    assert second.startswith("ada-ironworks-llc-")
    assert site.get(f"/directory/{second}/").status_code == 200
    assert site.get("/directory/nobody/").status_code == 404


def test_the_page_of_a_business_says_how_each_certificate_stands(site: Process, listed: Business) -> None:
    certify(listed, "MBE", days=-2000)
    certify(listed, "VBE", days=-100, ended=-5)
    Business.objects.update(website="https://ada.example/")
    shown = site.get("/directory/ada-ironworks-llc/").content.decode()
    assert shown.count('class="stamp"') == 1
    assert "Ran out" in shown
    assert "Ended early" in shown
    assert "leaves this site" in shown
    then = site.get(f"/directory/ada-ironworks-llc/?on={timezone.localdate() - timedelta(days=50)}").content.decode()
    assert "Not yet begun" in then
    assert "This is how it stood" in then
    assert site.get("/directory/ada-ironworks-llc/?on=soon").status_code == 200


def test_pages_keep_to_their_budget(site: Process, listed: Business) -> None:
    for number in range(25):
        certify(copy_of(listed, f"Heron {number:02}", f"County {number}", "words " * 60))
    assert len(gzip.compress(site.get("/directory/").content)) < 25_000
