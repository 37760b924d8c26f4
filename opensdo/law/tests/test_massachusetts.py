"""The law that ships: complete, sourced, honest about what nobody could confirm, and readable."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from opensdo.law.authorities import Standing, authorities, authority
from opensdo.law.categories import categories, category
from opensdo.law.checklist import Document
from opensdo.law.entries import MASSACHUSETTS, Malformed, Unknown, load
from opensdo.law.jurisdiction import mistakes, unconfirmed_entries, unconfirmed_table
from opensdo.law.office import office
from opensdo.law.parameters import Unit, Unset, parameter, parameters

DAY = date(2026, 11, 23)
DOC = Path(__file__).parents[3] / "docs" / "law.md"


def test_the_shipped_law_is_well_made() -> None:
    assert mistakes(MASSACHUSETTS) == ()


@pytest.mark.parametrize(
    ("code", "value", "unit", "confirmed"),
    [
        ("ownership_percent", 51, Unit.PERCENT, True),
        ("decision_days", 90, Unit.BUSINESS_DAYS, False),
        ("cure_days", 10, Unit.CALENDAR_DAYS, False),
        ("reapplication_bar", 6, Unit.MONTHS, True),
        ("validity", 3, Unit.YEARS, True),
        ("renewal_reminder", 30, Unit.CALENDAR_DAYS, True),
        ("substantive_review", 45, Unit.BUSINESS_DAYS, False),
        ("change_report", 30, Unit.CALENDAR_DAYS, True),
        ("appeal_days", 30, Unit.CALENDAR_DAYS, False),
        ("sbpp_employees", 50, Unit.PEOPLE, True),
        ("sbpp_revenue", 15_000_000, Unit.DOLLARS, True),
        ("policy_notice", 30, Unit.CALENDAR_DAYS, True),
        ("records_response", 10, Unit.BUSINESS_DAYS, True),
        ("records_appeal", 90, Unit.CALENDAR_DAYS, True),
        ("credit_monitoring", 18, Unit.MONTHS, True),
    ],
)
def test_the_numbers_that_rooms_rely_on(code: str, value: int, unit: Unit, confirmed: bool) -> None:
    found = parameter(code, on=DAY, folder=MASSACHUSETTS)
    assert (found.value, found.unit, found.confirmed) == (value, unit, confirmed)


def test_pages_that_contradict_each_other_are_all_kept() -> None:
    published = parameter("decision_days", on=DAY, folder=MASSACHUSETTS).published
    assert [page.says.split(" days")[0].split(" business")[0] for page in published] == [
        "endeavor to decide within 90", "generally 30", "30 to 60",
    ]  # fmt: skip
    assert len({page.source for page in published}) == 3


def test_no_record_may_be_destroyed_by_a_period_that_nobody_read() -> None:
    for code in ("certification", "membership", "public_records", "events", "web_logs", "correspondence", "surveys"):
        with pytest.raises(Unset):
            _ = parameter(f"retention_{code}", on=DAY, folder=MASSACHUSETTS).number


def test_executive_order_504_is_known_to_be_rescinded() -> None:
    order = authority("eo-504", folder=MASSACHUSETTS)
    assert order.status is Standing.RESCINDED
    assert order.standing(date(2019, 10, 24)) is Standing.IN_FORCE
    assert order.standing(date(2019, 10, 25)) is Standing.RESCINDED
    assert order.standing(date(2020, 12, 31)) is Standing.RESCINDED, "the day of the policy that still cites it"
    assert order.standing(date(2008, 9, 18)) is None
    assert "eo-588" in order.replaced_by


def test_what_the_policy_cites_is_there() -> None:
    codes = {each.code for each in authorities(folder=MASSACHUSETTS)}
    assert codes >= {
        "c4-s7-26", "c7-s57-61", "c30-s42", "c30-s63", "c66-s10", "c66a", "c93h", "c93i", "201-cmr-17", "425-cmr-2",
        "801-cmr-3", "950-cmr-32", "eo-504", "eo-588", "eo-599", "ada-title-ii",
    }  # fmt: skip
    with pytest.raises(Unknown):
        authority("eo-999", folder=MASSACHUSETTS)


def test_the_ten_categories() -> None:
    assert [each.code for each in categories(on=DAY, folder=MASSACHUSETTS)] == [
        "MBE", "WBE", "PBE", "VBE", "SDVOBE", "DOBE", "LGBTBE", "MNPO", "WNPO", "VNPO",
    ]  # fmt: skip
    assert category("WBE", on=DAY, folder=MASSACHUSETTS).plain == "Woman-owned"


def test_every_unconfirmed_document_says_so() -> None:
    assert not any(document.confirmed for document in load(Document, MASSACHUSETTS))


def test_the_office_is_invented_and_can_be_replaced(tmp_path: Path) -> None:
    ours = office(folder=MASSACHUSETTS)
    contacts = [ours.email, *(officer.email for officer in ours.officers)]
    assert all(mail.endswith("@example.org") for mail in contacts)
    assert all("-555-01" in phone for phone in [ours.phone, *(officer.phone for officer in ours.officers)])
    assert ours.officer("privacy-officer").title == "Privacy Officer"
    theirs = (MASSACHUSETTS / "office.toml").read_text().replace("Supplier Diversity Office", "Office of Fair Buying")
    (tmp_path / "office.toml").write_text(theirs)
    assert office(tmp_path / "office.toml").name == "Office of Fair Buying"
    (tmp_path / "moon.toml").write_text(theirs.replace("America/New_York", "Moon/Sea_of_Rains"))
    with pytest.raises(Malformed, match="no time zone"):
        office(tmp_path / "moon.toml")


def test_every_entry_was_looked_at_and_no_source_is_a_stub() -> None:
    for each in [*parameters(folder=MASSACHUSETTS), *authorities(folder=MASSACHUSETTS)]:
        assert each.verified_on <= DAY
        assert "..." not in each.source


def test_the_page_about_the_law_lists_what_is_not_confirmed() -> None:
    """To renew the table: python -m opensdo.law.jurisdiction prints it."""
    assert unconfirmed_table(MASSACHUSETTS) in DOC.read_text()
    assert len(unconfirmed_entries(MASSACHUSETTS)) > 20
