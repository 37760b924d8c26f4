"""The map is the declarations, and the live database is held against it; the notice is drawn from both."""

from __future__ import annotations

import csv
import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from opensdo.parties.businesses.models import Business
from opensdo.privacy.data.grants import declarations
from opensdo.privacy.disclosures.datamap import as_text, datamap, differences
from opensdo.privacy.disclosures.notice import WORDS
from tests.processes import Process


def drawn(*shape: str) -> str:
    out = StringIO()
    call_command("datamap", *shape, stdout=out)
    return out.getvalue()


def test_every_shape_has_every_declared_field(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "1000")  # a worker of the tests has a terminal of 80
    said = list(declarations())
    assert len(said) == len(datamap()) == len(json.loads(drawn("--json")))
    assert len(list(csv.DictReader(StringIO(drawn("--csv"))))) == len(said)
    text = drawn()
    assert all(f"  {row.label.rpartition('.')[2]}" in text for row in said)
    assert "user.government_id.national; sealed; for certify; keep: identity numbers [93H 93I 66A]" in text


@pytest.mark.parametrize("width", [1000, 80, 40])
def test_no_word_runs_into_the_next_and_no_line_over_the_edge(width: int) -> None:
    text = as_text(datamap(), width=width)
    assert all(len(line) <= width for line in text.splitlines() if line.startswith("  "))
    words = text.split()
    for line in datamap():
        assert line.field in words
        assert f"{line.category};" in words


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("ALTER TABLE businesses_owner ADD birthday date", "businesses_owner.birthday is there and nobody declared it"),
        ("COMMENT ON COLUMN businesses_owner.full_name IS NULL", "businesses_owner.full_name says 'nothing'"),
        ("COMMENT ON COLUMN businesses_owner.since IS 'user.name | x'", "is declared 'plain'"),
        ("GRANT SELECT (text) ON certification_note TO need_apply", "need_apply reads certification_note.text"),
        ("REVOKE SELECT (text) ON certification_note FROM need_records", "need_records should read"),
    ],
)
def test_what_the_live_database_has_otherwise_is_told(statement: str, words: str) -> None:
    with connection.cursor() as cursor:
        assert differences(cursor) == []
        cursor.execute(statement)
        [told] = differences(cursor)
    assert words in told
    errors = StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("datamap", stdout=StringIO(), stderr=errors)
    assert left.value.code == 1
    assert told in errors.getvalue()


def test_the_notice_has_what_the_law_asks_for_and_says_what_is_not_set(business: Business, site: Process) -> None:
    paper = drawn("--notice")
    assert all(len(line) <= 80 for line in paper.splitlines())
    assert f"As it stood on {timezone.localdate():%-d %B %Y}" in paper
    text = " ".join(paper.split())
    page = site.get("/privacy/data-system/").content.decode()
    for words in (
        "Name of the system", "What it is for", "1 person, named in 1 file of people",
        "Social Security numbers, sealed.",
        "held by computer", "no time limit is confirmed yet", "Where it comes from", "to decide a certification",
        "Nobody else. No agreement is registered.", "chapter 66A", "privacy@example.org", "Name: not set.", "Not set.",
        "1 Example Plaza, Room 100, Boston, MA 02100",
        "People of another agency, named for one case and until a day: to look into a record",
        "The software by itself: to check the files that were sent", "by itself: to destroy what",
        "The public, in the list of certified firms: names; e-mail addresses",
        "nobody has set yet how long they are kept", "to make backups",
        "How many more we expect: not set.", "on servers of the office",
    ):  # fmt: skip
        assert words in text, words
        assert words in page, words
    assert set(WORDS) >= {line.category for line in datamap()}
    assert "Marlowe" not in text + page
