"""The worker judges what waits in quarantine; whatever goes wrong, a file nobody could check stays shut."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from pytest_django import Settings

from opensdo.papers.documents import scanner
from opensdo.papers.documents.actions import Unchecked, remove, unlock
from opensdo.papers.documents.actions.inspecting import VIRUS, NotYet, inspect, waiting
from opensdo.papers.documents.bounded import ROOT
from opensdo.papers.documents.models import Document
from opensdo.papers.documents.rules import DAMAGED, NO_SCANNER, NOT_NOW
from opensdo.papers.documents.states import Status
from opensdo.papers.documents.tests import files
from opensdo.papers.documents.tests.conftest import AT, Check, Send
from opensdo.parties.accounts.models import User
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.models import DataKey
from opensdo.privacy.data.purposes import APPLY, CERTIFY, Login
from opensdo.privacy.ledger.models import Entry
from tests.processes import logged_in

Start = Callable[[str], None]


@pytest.fixture
def clamd(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Iterator[Start]:
    """The stand-in, a program of its own, with the fault that is asked for."""
    running: list[subprocess.Popen[bytes]] = []

    def start(fault: str = "") -> None:
        settings.CLAMD = str(tmp_path_factory.mktemp("clamd") / "socket")
        program = [sys.executable, "-m", "demo.clamd", settings.CLAMD, *([fault] if fault else [])]
        running.append(subprocess.Popen(program, cwd=ROOT, stdout=subprocess.PIPE))
        assert running[-1].stdout
        assert running[-1].stdout.readline() == b"ready\n"

    yield start
    for each in running:
        each.kill()
        each.communicate()


def test_without_a_scanner_it_is_checked_and_not_called_scanned(send: Send, check: Check, rosa: User) -> None:
    document = send()
    with pytest.raises(Unchecked), logged_in(Login.STAFF), acting(rosa, CERTIFY):
        unlock(Document.objects.seen_for(CERTIFY).get(pk=document.pk), purpose=CERTIFY, by=rosa)
    judged = check(document)
    assert (judged.status, judged.virus_scanned, judged.judged_at) == (Status.CHECKED, False, AT)
    kinds = list(Entry.objects.filter(subject=document.reference).values_list("kind", flat=True))
    assert kinds == ["file.inspected"]
    assert Entry.objects.filter(kind="document.checked").count() == 1


def test_a_virus_is_refused_and_stays_shut(send: Send, check: Check, clamd: Start, rosa: User) -> None:
    clamd("")
    good, bad = check(send()), check(send(files.pdf() + b"%" + files.CLEAN_BUT_FOUND, name="b.pdf"))
    assert (good.status, good.virus_scanned) == (Status.CHECKED, True)
    assert (bad.status, bad.findings) == (Status.REFUSED, [VIRUS, "Standin.Test-1"])
    with pytest.raises(Unchecked), logged_in(Login.STAFF), acting(rosa, CERTIFY):
        unlock(Document.objects.seen_for(CERTIFY).get(pk=bad.pk), purpose=CERTIFY, by=rosa)
    assert check(bad).status == Status.REFUSED  # a second run judges nothing anew


@pytest.mark.parametrize("fault", ["away", "cut", "limit", "nonsense", "talks"])
def test_a_scanner_that_does_not_say_yes_or_no_has_not_scanned(
    send: Send, check: Check, clamd: Start, fault: str
) -> None:
    clamd(fault)
    document = send()
    with pytest.raises(NotYet):
        check(document)
    assert Document.objects.get().status == Status.QUARANTINED
    given_up = check(document, last=True)
    assert (given_up.status, given_up.virus_scanned, given_up.findings) == (Status.UNCHECKABLE, False, [NO_SCANNER])
    with logged_in(Login.WORKER):
        assert waiting(at=AT) == [document.pk]
    clamd("")  # it is back
    assert check(document).status == Status.CHECKED


def test_nobody_listens_or_somebody_is_slow(settings: Settings, clamd: Start, tmp_path: Path) -> None:
    settings.CLAMD = str(tmp_path / "nothing")
    with pytest.raises(scanner.Away):
        scanner.virus_in(BytesIO(b"x"))
    settings.CLAMD = "127.0.0.1:1"
    with pytest.raises(scanner.Away):
        scanner.virus_in(BytesIO(b"x"))
    clamd("slow")
    with pytest.raises(scanner.Away):
        scanner.virus_in(BytesIO(b"x"), seconds=0.3)


def test_what_was_changed_in_the_folder_is_not_judged_good(send: Send, check: Check, folder: Path) -> None:
    document = send()
    (stored,) = [path for path in folder.rglob("*") if path.is_file()]
    body = bytearray(stored.read_bytes())
    body[-1] ^= 1
    stored.write_bytes(body)
    judged = check(document)
    assert (judged.status, judged.findings) == (Status.UNCHECKABLE, [DAMAGED])
    stored.unlink()
    assert check(document).findings == [DAMAGED]


def test_taken_back_or_shredded_meanwhile(send: Send, check: Check, ada: User) -> None:
    gone, shut = send(), send(files.pdf(pages=5))
    with logged_in(Login.PUBLIC), acting(ada, APPLY):
        remove(Document.objects.seen_for(APPLY).get(pk=gone.pk))
    with logged_in(Login.WORKER):
        inspect(gone.pk, at=AT, last=False)
    DataKey.objects.filter(pk=shut.data_key).delete()
    assert check(shut).status == Status.UNCHECKABLE


def test_what_nobody_looked_into_is_found_after_an_hour(send: Send, check: Check) -> None:
    """Its job was lost with a queue, or failed before it began. An upload of this minute has one that waits."""
    lost, judged = send(), check(send(files.pdf(pages=3)))
    assert judged.is_checked
    with logged_in(Login.WORKER):
        assert waiting(at=AT + timedelta(minutes=59)) == []
        assert waiting(at=AT + timedelta(minutes=61)) == [lost.pk]
    assert check(lost).is_checked
    with logged_in(Login.WORKER):
        assert waiting(at=AT + timedelta(days=9)) == []


def test_a_store_that_is_away_is_no_fault_of_the_file(
    send: Send, check: Check, folder: Path, settings: Settings
) -> None:
    document = send()
    (folder / "none").write_text("where the folder should be")
    settings.FILES_FOLDER = folder / "none"
    with pytest.raises(NotYet):
        check(document)
    assert check(document, last=True).findings == [NOT_NOW]
    settings.FILES_FOLDER = folder
    with logged_in(Login.WORKER):
        assert waiting(at=AT) == [document.pk]
    assert check(document).is_checked


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_bytes(b"x" * 900)])
def test_what_is_sent_again_does_not_share_the_damage(
    send: Send, check: Check, folder: Path, damage: Callable[[Path], object]
) -> None:
    first = send()
    (stored,) = [path for path in folder.rglob("*") if path.is_file()]
    damage(stored)
    assert check(first).status == Status.UNCHECKABLE
    again = send()
    assert check(again).status == Status.CHECKED
    assert check(send()).data_key == again.data_key  # and the next one shares what is whole
