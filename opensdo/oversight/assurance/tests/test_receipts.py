"""Who holds a receipt can prove that the entry is in a published list: on our page, and on a machine without us."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from opensdo.kit.signing import check_receipt, keys
from opensdo.kit.signing.statements import unpacked
from opensdo.oversight.assurance.receipts.forms import NEITHER
from opensdo.papers.letters.models import Enclosure
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import SEAL, Login
from opensdo.privacy.ledger.models import Entry
from opensdo.privacy.ledger.publishing import publish, sign
from opensdo.privacy.ledger.receipts import code, leaf_in
from opensdo.privacy.policy.models import Version
from opensdo.programs.certification.models import Application
from tests.processes import Process, logged_in
from tests.sealing import seal_entry

PAGE = "/privacy/evidence/receipt/"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def published(submitted: Application) -> Application:
    sent = Entry.objects.get(kind="certification.submitted")
    with logged_in(Login.SEALER), acting(None, SEAL):
        seal_entry(sent.pk)
        publish(timezone.now() + timedelta(minutes=10))
        sign(timezone.now())
    return submitted


def mailed(letter: str) -> str:
    return bytes(Enclosure.objects.get(letter__kind=letter, name="receipt.json").content).decode()


@pytest.fixture
def proof(published: Application, site: Process) -> dict[str, Any]:
    saved = site.post(PAGE, {"given": mailed("certification.submitted"), "save": "1"})
    assert saved["Content-Disposition"] == 'attachment; filename="proof.json"'
    assert len(saved.content) < 4000, "small enough for a phone"
    found: dict[str, Any] = json.loads(saved.content)
    return found


def test_the_receipt_says_what_was_recorded_and_in_which_list_it_is(site: Process, published: Application) -> None:
    page = site.post(PAGE, {"given": published.sent_receipt}).content.decode()
    assert "It is in list number 2" in page
    assert published.reference in page
    assert "An application was sent to us" in page
    words, rest = (json.loads(unpacked(published.sent_receipt.split(".")[1]))[part] for part in ("told", "rest"))
    entry = Entry.objects.get(kind="certification.submitted")
    assert check_receipt.sha256(words.encode() + bytes.fromhex(rest)) == bytes(entry.leaf)


def test_the_code_on_paper_is_enough(site: Process, published: Application) -> None:
    typed = code(leaf_in(published.sent_receipt))
    for way in (typed, typed.upper().replace(" ", "-"), f"  {typed.replace(' ', '')} "):
        assert "It is in list number 2" in site.post(PAGE, {"given": way}).content.decode()
    scanned = f"https://office.example{PAGE}#{published.sent_receipt}"
    assert published.reference in site.post(PAGE, {"given": scanned}).content.decode()


def test_before_the_next_list_it_says_when_to_come_back(site: Process, submitted: Application) -> None:
    page = site.post(PAGE, {"given": submitted.sent_receipt}).content.decode()
    assert "Your entry waits for the next list" in page
    assert "Save the proof (file)" not in page


@pytest.mark.parametrize("typed", ["", "x", "3f2a", "0" * 20, "0" * 21, "SDO1.e30.e30", "{", "𝕏" * 30, "0" * 20_000])
def test_what_is_no_receipt_is_answered_in_words(site: Process, submitted: Application, typed: str) -> None:
    answer = site.post(PAGE, {"given": typed})
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()


def test_one_of_the_two_is_asked_for_and_neither_is_called_optional(site: Process, policy: Version) -> None:
    page = site.get(PAGE).content.decode()
    assert "(optional)" not in page
    assert "We need one of these two: the code, or the file." in page
    answer = site.post(PAGE, {"given": " "})
    page = answer.content.decode()
    assert (answer.status_code, page.count('aria-invalid="true"')) == (422, 2)
    for field, words in NEITHER.items():
        assert f'<li><a href="#id_{field}">{words}</a></li>' in page
        assert page.count(words) == 2, "in the summary and beside its field"


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("one character", "the signature does not fit: a character is wrong, or somebody changed it"),
        ("another office", "another office issued it"),
        ("replaced", "Your receipt is genuine."),
        ("before its key", "its key was not in use on the day it names"),
        ("revoked", "Type the code from your paper: it shows if our ledger holds the entry"),
    ],
)
def test_what_is_wrong_with_a_receipt_is_told_apart(
    site: Process, published: Application, tmp_path: Path, settings: Any, what: str, words: str
) -> None:
    given, today = published.sent_receipt, date.today()  # noqa: DTZ011  (as the key was made)
    shutil.copytree(settings.KEYRING_FOLDER, tmp_path / "keys")
    settings.KEYRING_FOLDER = tmp_path / "keys"
    receipts, listed = keys.Use.RECEIPTS, tmp_path / "keys" / keys.PUBLISHED
    if what == "one character":
        given = given[:-20] + ("A" if given[-20] != "A" else "B") + given[-19:]
    elif what == "another office":
        listed.write_text(
            listed.read_text().replace(f'"office": "{keys.published(listed.parent).office}"', '"office": "X"')
        )
    elif what == "before its key":
        listed.write_text(re.sub(r'("since": )"[^"]*"', r'\1"2999-01-01"', listed.read_text()))
    elif what == "replaced":
        with keys.changing(listed.parent, on=today, use=receipts):
            pass
    else:
        keys.revoke(listed.parent, keys.published(listed.parent).newest(receipts).id, on=today)
    page = site.post(PAGE, {"given": given})
    assert words in unescape(page.content.decode())
    assert page.status_code == (200 if what == "replaced" else 422)
    by_code = site.post(PAGE, {"given": code(leaf_in(published.sent_receipt))})
    assert by_code.status_code == 200, "the ledger holds it, whatever became of a key"


def test_nothing_of_it_is_kept_or_logged(
    site: Process, published: Application, caplog: pytest.LogCaptureFixture
) -> None:
    before = Entry.objects.count()
    answer = site.post(PAGE, {"given": published.sent_receipt})
    assert Entry.objects.count() == before
    assert not caplog.records
    assert all("csrf" in name for name in answer.cookies)


def alone(folder: Path, *words: str) -> tuple[int, str]:
    """In an empty folder, with no package of ours or anybody else in reach."""
    (folder / "check_receipt.py").write_bytes(Path(check_receipt.__file__).read_bytes())
    done = subprocess.run(
        [sys.executable, "-I", "-S", "check_receipt.py", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.stderr
    return done.returncode, done.stdout


def flipped(text: str, at: int) -> str:
    return text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]


def other_step(proof: dict[str, Any]) -> str:
    return json.dumps(proof | {"path": [*proof["path"][:-1], "00" * 32]})


SPOILED: dict[str, tuple[int, Callable[[dict[str, Any]], str]]] = {
    "words changed": (1, lambda proof: json.dumps(proof | {"receipt": flipped(proof["receipt"], 40)})),
    "signature changed": (1, lambda proof: json.dumps(proof | {"receipt": flipped(proof["receipt"], -20)})),
    "another step": (1, other_step),
    "another slot": (1, lambda proof: json.dumps(proof | {"slot": proof["slot"] ^ 1})),
    "another entry": (1, lambda proof: json.dumps(proof | {"leaf": "00" * 32})),
    "checkpoint for receipt": (1, lambda proof: json.dumps(proof | {"receipt": proof["checkpoint"]})),
    "cut off": (3, lambda proof: json.dumps(proof)[:-300]),
    "receipt cut off": (1, lambda proof: json.dumps(proof | {"receipt": proof["receipt"][:60]})),
    "empty": (3, lambda proof: ""),
    "no proof yet": (2, lambda proof: json.dumps({"receipt": proof["receipt"]})),
}


def test_a_machine_without_the_product_proves_it(proof: dict[str, Any], site: Process, tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_bytes(site.get("/certification/keys/").content)
    (tmp_path / "proof.json").write_text(json.dumps(proof))
    (tmp_path / "kept.txt").write_bytes(site.get("/privacy/evidence/checkpoints.txt").content)
    done, said = alone(tmp_path, "proof.json", "keys.json", "--kept", "kept.txt")
    assert (done, said.splitlines()[-1][:6]) == (0, "PROVEN"), said
    assert "is in list number 2" in said
    assert "It is the one that was kept" in said
    for name, (expected, spoil) in SPOILED.items():
        (tmp_path / "spoiled.json").write_text(spoil(proof))
        done, said = alone(tmp_path, "spoiled.json", "keys.json")
        assert done == expected, f"{name}: {said}"
    assert alone(tmp_path, "missing.json", "keys.json")[0] == 3
    keys.make(tmp_path / "others", office=keys.published(Path(settings.KEYRING_FOLDER)).office, on=date(2026, 1, 1))
    done, said = alone(tmp_path, "proof.json", f"others/{keys.PUBLISHED}")
    assert (done, "never published that key" in said) == (1, True)


def test_the_operators_command_says_the_same(
    proof: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "proof.json").write_text(json.dumps(proof))
    with pytest.raises(SystemExit) as ended:
        call_command("verify", str(tmp_path / "proof.json"))
    assert (ended.value.code, "PROVEN" in capsys.readouterr().out) == (0, True)


def test_the_feed_is_atom_and_says_no_more_than_the_checkpoints(
    site: Process, published: Application, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(8):
        answer = site.get("/privacy/evidence/checkpoints.atom")
    feed = ET.fromstring(answer.content)  # noqa: S314  (our own)
    assert feed.tag == f"{ATOM}feed"
    for required in ("id", "title", "updated", "author", "link"):
        assert feed.find(ATOM + required) is not None, required
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["Checkpoint 2", "Checkpoint 1"]
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 2
    for entry in entries:
        assert entry.findtext(f"{ATOM}updated")
        token = check_receipt.TOKEN.search(entry.findtext(f"{ATOM}summary") or "")
        assert token
        assert set(json.loads(unpacked(token[1]))) == {
            *("kind", "issued_on", "office", "key"), "number", "at", "root", "before"
        }  # fmt: skip
    assert "max-age=60" in answer["Cache-Control"]
    assert site.get("/privacy/evidence/checkpoints.atom", headers={"if-none-match": answer["ETag"]}).status_code == 304


def test_before_the_first_checkpoint_every_page_stands(site: Process, db: None) -> None:
    for name in ("checkpoints.txt", "checkpoints.atom", "checkpoints/", "receipt/"):
        assert site.get(f"/privacy/evidence/{name}").status_code == 200, name


def test_the_pages_around_it_stand(site: Process, published: Application) -> None:
    printed = site.get("/privacy/evidence/checkpoints.txt").content.decode()
    assert "Ledger checkpoint 2 · " in printed
    assert site.get("/privacy/evidence/checkpoints/1/").status_code == 200
    assert site.get("/privacy/evidence/checkpoints/3/").status_code == 404
    assert "2 · " in site.get("/privacy/evidence/checkpoints/").content.decode()
    assert "Check your receipt" in site.get("/privacy/evidence/").content.decode()
    assert site.get("/privacy/evidence/check_receipt.py").content == Path(check_receipt.__file__).read_bytes()
