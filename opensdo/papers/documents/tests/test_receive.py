"""A file is sealed on arrival; the officer who is assigned gets the same bytes back, and it is written down."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from opensdo.papers.documents import storage
from opensdo.papers.documents.actions import NotAccepted, keep, receive, remove
from opensdo.papers.documents.models import Document
from opensdo.papers.documents.tests import files
from opensdo.parties.accounts.models import User
from opensdo.parties.businesses.models import Business
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.models import DataKey
from opensdo.privacy.data.purposes import APPLY, CERTIFY, Login
from opensdo.privacy.ledger.models import Entry
from tests.processes import Process, logged_in

AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
BODY = files.pdf()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.FILES_FOLDER = tmp_path
    return tmp_path


def send(business: Business, by: User, body: bytes = BODY, name: str = "agreement.pdf") -> Document:
    with logged_in(Login.PUBLIC), acting(by, APPLY):
        return receive(
            BytesIO(body),
            name=name,
            claimed_type="application/pdf",
            kind="operating_agreement",
            subject_id=business.subject_id,
            by=by,
            at=AT,
        )


def address(document: Document) -> str:
    return f"/staff/documents/{document.reference}/file/"


def test_the_disk_holds_nothing_that_can_be_read(assigned: Business, ada: User, folder: Path) -> None:
    document = send(assigned, ada)
    (stored,) = [path for path in folder.rglob("*") if path.is_file()]
    assert b"%PDF" not in stored.read_bytes()
    assert document.digest == hashlib.sha256(BODY).hexdigest()
    assert document.digest not in str(stored)


def test_the_assigned_officer_reads_it_as_an_attachment(
    desk: Process, assigned: Business, ada: User, rosa: User
) -> None:
    document = send(assigned, ada)
    desk.sign_in(rosa)
    response = desk.get(address(document))
    assert response.content == BODY
    assert response["Content-Disposition"] == 'attachment; filename="agreement.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    entry = Entry.objects.get(kind="file.read")
    assert (entry.actor, entry.subject, entry.about) == (str(rosa.pk), document.reference, assigned.subject_id)


def test_another_officer_gets_404(desk: Process, assigned: Business, ada: User, otto: User) -> None:
    desk.sign_in(otto)
    assert desk.get(address(send(assigned, ada))).status_code == 404


def test_a_shredded_file_is_shut_for_ever(desk: Process, assigned: Business, ada: User, rosa: User) -> None:
    document = send(assigned, ada)
    DataKey.objects.filter(pk=document.data_key).delete()
    desk.sign_in(rosa)
    assert desk.get(address(document)).status_code == 410


@pytest.mark.parametrize("place", [0, 12, 40, -1])
def test_a_changed_byte_is_noticed(assigned: Business, ada: User, folder: Path, place: int) -> None:
    key, name = b"k" * 32, storage.new_key()
    storage.write(key, name, BytesIO(BODY * 300))
    (stored,) = [path for path in folder.rglob("*") if path.is_file()]
    changed = bytearray(stored.read_bytes())
    changed[place] ^= 1
    stored.write_bytes(changed)
    with pytest.raises(storage.Tampered):
        b"".join(storage.read(key, name))


def test_a_cut_tail_and_a_moved_chunk_are_noticed(folder: Path) -> None:
    key, name, size = b"k" * 32, storage.new_key(), storage.CHUNK
    storage.write(key, name, BytesIO(b"x" * size * 3))
    (stored,) = [path for path in folder.rglob("*") if path.is_file()]
    whole, one = stored.read_bytes(), size + storage.NONCE + storage.TAG
    for wrong in (whole[: 2 * one], whole[one:], whole[one : 2 * one] + whole[:one] + whole[2 * one :]):
        stored.write_bytes(wrong)
        with pytest.raises(storage.Tampered):
            b"".join(storage.read(key, name))


@pytest.mark.parametrize(("body", "words"), [(b"", "empty"), (b"\0" * (26 * 1024 * 1024), "larger than 25 MB")])
def test_empty_and_huge_files_are_refused(assigned: Business, ada: User, body: bytes, words: str) -> None:
    with pytest.raises(NotAccepted, match=words):
        send(assigned, ada, body)
    assert not Document.objects.exists()


def test_a_letter_of_ours_is_sealed_like_any_file(desk: Process, assigned: Business, rosa: User) -> None:
    with logged_in(Login.STAFF), acting(rosa, CERTIFY):
        document = keep(BODY, name="decision.pdf", kind="decision", subject_id=assigned.subject_id, at=AT)
    desk.sign_in(rosa)
    assert desk.get(address(document)).content == BODY


def test_what_is_taken_back_is_gone(
    assigned: Business, ada: User, folder: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    document = send(assigned, ada)
    with django_capture_on_commit_callbacks(execute=True):
        with logged_in(Login.PUBLIC), acting(ada, APPLY):
            remove(document)
    assert not [path for path in folder.rglob("*") if path.is_file()]
    assert not Document.objects.exists()
