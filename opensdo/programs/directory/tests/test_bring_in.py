"""An operator brings in the list of another office."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from opensdo.parties.businesses.models import Business, CommodityCode
from opensdo.privacy.data.purposes import Login
from opensdo.privacy.ledger.models import Entry as LedgerEntry
from opensdo.programs.certification.models import Certificate
from opensdo.programs.directory.models import Certificate as Listed
from opensdo.programs.directory.models import Entry
from tests.processes import Process, logged_in
from tests.realdata import real

ROOT = Path(__file__).resolve().parents[4]
MARYLAND = "01-certified-directories/maryland_mbe_no_contacts/maryland_mbe_no_contacts.csv"
MAPPING = ROOT / "docs/mappings/maryland.toml"
HEADER = (
    "name,certification_number,certification_date,minority_group,naics_code,products_services,city,county,state,zip,"
    "website_url\n"
)
BAKERY = (
    'PELICAN BAKERY LLC,20-001,2020-03-01T00:00:00,FEMALE,"311811-MBE/DBE/SBE, 722515-MBE-ONLY",'
    '"BREAD, ""fresh""\nEVERY DAY",NEWTON UPPER FALLS,SUFFOLK,MA,2135,http://WWW.PELICAN.EXAMPLE\n'
)
ROOFER = (
    "FINCH ROOFING INC,20-002,2020-03-01T00:00:00,AFRICAN AMERICAN,238160-DBE/SBE-ONLY,"
    "ROOFS,LOWELL,MIDDLESEX,MA,01850-1234,\n"
)

pytestmark = pytest.mark.usefixtures("policy")
Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """The command as the worker runs it, on a file with this text; what it says."""

    def bring_in(text: str | bytes, mapping: str | Path = MAPPING, **options: object) -> str:
        file = tmp_path / "list.csv"
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        if isinstance(mapping, str):
            (tmp_path / "mapping.toml").write_text(mapping)
            mapping = tmp_path / "mapping.toml"
        said = StringIO()
        with logged_in(Login.WORKER):
            call_command("import_businesses", file, mapping=mapping, stdout=said, stderr=said, **options)
        return said.getvalue()

    return bring_in


def test_a_list_becomes_firms_certificates_and_entries(run: Run, site: Process) -> None:
    assert "2 added, 0 updated, 0 unchanged, 0 withdrawn, 0 rejected" in run("\ufeff" + HEADER + BAKERY + ROOFER)
    bakery = Business.objects.get(brought_in_key="20-001")
    assert (bakery.city, bakery.zip_code, bakery.website) == (
        "Newton Upper Falls",
        "02135",
        "http://www.pelican.example/",
    )
    assert bakery.description == 'BREAD, "fresh" EVERY DAY'
    assert sorted(bakery.certificates.values_list("category", flat=True)) == ["DBE", "MBE", "SBE", "WBE"]
    assert set(bakery.sells.values_list("code__code", flat=True)) == {"311811", "722515"}
    assert Entry.objects.count() == 2
    shown = site.get("/directory/?q=bread&on=2026-05-03").content.decode()
    assert "PELICAN BAKERY LLC" in shown
    assert "FINCH" not in shown
    assert LedgerEntry.objects.get(kind="directory.brought_in").detail["added"] == 2


def test_the_same_list_again_changes_nothing(run: Run) -> None:
    run(HEADER + BAKERY + ROOFER)
    before = list(Listed.objects.values_list()), list(Entry.objects.values_list("business", "slug", "codes"))
    assert "0 added, 0 updated, 2 unchanged, 0 withdrawn" in run(HEADER + BAKERY + ROOFER)
    assert before == (list(Listed.objects.values_list()), list(Entry.objects.values_list("business", "slug", "codes")))


def test_a_changed_list_adds_changes_and_withdraws_but_deletes_nothing(run: Run, site: Process) -> None:
    run(HEADER + BAKERY + ROOFER)
    changed = BAKERY.replace("BREAD", "CAKE").replace("311811-MBE/DBE/SBE, ", "")
    heron = ROOFER.replace("FINCH", "HERON").replace("20-002", "20-003")
    assert "1 added, 1 updated, 0 unchanged, 1 withdrawn" in run(HEADER + changed + heron)
    today = timezone.localdate()
    assert set(Certificate.objects.filter(business__brought_in_key="20-002").values_list("ended_on", flat=True)) == {
        today
    }
    assert "FINCH" not in site.get("/directory/").content.decode()
    assert "FINCH" in site.get(f"/directory/?on={today - timedelta(days=1)}").content.decode()
    assert "Ended early" in site.get("/directory/finch-roofing-inc/").content.decode()
    assert "1 added" not in (back := run(HEADER + changed + heron + ROOFER))
    assert "0 added, 1 updated, 2 unchanged, 0 withdrawn" in back
    assert "FINCH" in site.get("/directory/").content.decode()


def test_a_dry_run_says_the_same_and_does_nothing(run: Run) -> None:
    said = run(HEADER + BAKERY + ROOFER, dry_run=True)
    assert "2 added, 0 updated" in said
    assert "nothing was changed" in said
    assert not Business.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (ROOFER.replace("20-002", ""), "line 4, certification_number: is empty. Every firm needs a key"),
        (ROOFER.replace("20-002", "20-001"), "line 4, certification_number: '20-001' was on line 2 already"),
        (ROOFER.replace("2020-03-01T", "3 March "), "line 4, certification_date: '3 March 00:00:00' is no day"),
        (ROOFER.replace("238160-DBE/SBE-ONLY", "roofs"), "line 4, naics_code: 'roofs' is not written like a code"),
        (ROOFER.replace("AFRICAN AMERICAN", "MARTIAN"), "line 4, minority_group: the category 'MARTIAN' is not in"),
        (ROOFER.replace(",MA,", ",Mass,"), "line 4, state: is 4 characters long; 2 is the most"),
        (ROOFER.replace("01850-1234", "K1A 0B1"), "line 4, zip: 'K1A 0B1' is no ZIP code"),
        (ROOFER.replace("\n", "not a web address\n"), "line 4, website_url: 'not a web address' is no web address"),
        (ROOFER.replace("FINCH ROOFING INC", "=HYPERLINK(1)"), "line 4, name: begins like a formula"),
        (ROOFER.replace(",ROOFS", ""), "line 4, the whole row: has 10 cells, the header has 11"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_kept_apart_and_the_rest_comes_in(run: Run, tmp_path: Path, row: str, problem: str) -> None:
    said = run(HEADER + BAKERY + row)
    assert problem in said
    assert "1 added, 0 updated, 0 unchanged, 0 withdrawn, 1 rejected" in said
    with (tmp_path / "list.rejects.csv").open(newline="") as file:
        (reject,) = csv.DictReader(file)
    assert reject["line"] == "4"
    assert reject["problem"] in said


def test_a_row_that_went_bad_withdraws_nobody(run: Run) -> None:
    run(HEADER + BAKERY + ROOFER)
    assert "0 withdrawn, 1 rejected" in run(HEADER + BAKERY + ROOFER.replace("01850-1234", "x"))
    assert not Certificate.objects.exclude(ended_on=None).exists()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "The file is empty"),
        ((HEADER + BAKERY).replace(",", ";"), "delimiter = ';'"),
        (HEADER.replace("zip", "postcode") + BAKERY, "The file has no column zip. Its columns are: name, "),
        (HEADER.encode() + b"CAF\xc9 ROUGE,1\n", "Line 2 is not utf-8: byte 0xc9"),
        (HEADER + ROOFER + '"never closed,' + BAKERY, "The row that begins on line 3 cannot be read"),
        (HEADER + ROOFER.replace("20-002", ""), "No row could be read. Nothing was changed"),
        (HEADER, "No row could be read"),
        (HEADER.replace("city", "zip", 1) + BAKERY, "The file has no column city"),
    ],
)
def test_a_file_that_cannot_be_used_says_why_and_changes_nothing(run: Run, text: str | bytes, problem: str) -> None:
    with pytest.raises(CommandError) as refused:
        run(text)
    assert problem in str(refused.value)
    assert not Business.objects.exists()


@pytest.mark.parametrize(
    ("mapping", "problem"),
    [
        ("source = ", "is not TOML"),
        ('source = "x"\nkey = "k"\n[columns]\nlegal_name = "n"\n', "does not say certificate"),
        (MAPPING.read_text().replace("legal_name", "nom"), "[columns] has no 'nom'. Choose from: legal_name"),
        (MAPPING.read_text().replace("(?P<code>", "("), "needs a group named code"),
        (MAPPING.read_text().replace("through = 2027-12-31", "yeers = 3"), "[certificate] has no 'yeers'"),
        (MAPPING.read_text().replace("through = 2027-12-31", "years = 3\nthrough = 2027-12-31"), "in one way"),
        (MAPPING.read_text().replace('"naics"', '"unspsc"'), "No code of unspsc is known"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_what_to_write(run: Run, mapping: str, problem: str) -> None:
    with pytest.raises(CommandError) as refused:
        run(HEADER + BAKERY, mapping)
    assert problem in str(refused.value)


def test_a_list_that_lost_most_of_its_firms_is_refused_until_somebody_says_so(run: Run) -> None:
    run(HEADER + BAKERY + ROOFER + ROOFER.replace("20-002", "20-003") + ROOFER.replace("20-002", "20-004"))
    with pytest.raises(CommandError, match="2 of 4 known firms are missing"):
        run(HEADER + BAKERY + ROOFER)
    assert "2 withdrawn" in run(HEADER + BAKERY + ROOFER, withdraw=True)


def test_nothing_comes_in_by_halves(run: Run) -> None:
    """The second certificate number is somebody else's: the first firm does not stay either."""
    run(HEADER + BAKERY)
    other = MAPPING.read_text().replace("maryland-mbe", "another").replace("{category}-{key}", "SBE-{key}-{category}")
    Certificate.objects.filter(category="SBE").update(number="SBE-20-002-DBE")
    with pytest.raises(CommandError, match="SBE-20-002-DBE belongs to another firm"):
        run(HEADER + BAKERY.replace("20-001", "30-001") + ROOFER, other)
    assert Business.objects.count() == 1


def test_codes_keep_their_zeros(tmp_path: Path) -> None:
    file = tmp_path / "nigp.csv"
    file.write_text("Code,Title\n005-05,Abrasives\n01000000,Invented group\n")
    said = StringIO()
    with logged_in(Login.WORKER):
        call_command("import_codes", file, scheme="nigp", code_column="Code", title_column="Title", stdout=said)
    assert "2 added" in said.getvalue()
    assert set(CommodityCode.objects.filter(scheme="nigp").values_list("code", flat=True)) == {"005-05", "01000000"}


def test_a_real_list_of_700(run: Run, site: Process) -> None:
    said = run(real(MARYLAND).read_bytes())
    assert "rejected" in said
    assert "unchanged, 0 withdrawn" in run(real(MARYLAND).read_bytes())
    assert site.get("/directory/?q=security").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM directory_entry")
        assert cursor.fetchone()[0] > 690
