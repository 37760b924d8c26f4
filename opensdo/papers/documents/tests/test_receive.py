"""A file is looked into and sealed on arrival; the same bytes lie there once; what is taken back is cleared away."""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.db import DatabaseError
from procrastinate.contrib.django.models import ProcrastinateJob

from opensdo.papers.documents import bounded
from opensdo.papers.documents.actions import NotAccepted, keep, read, remove
from opensdo.papers.documents.actions.inspecting import discard
from opensdo.papers.documents.bounded import OPENER
from opensdo.papers.documents.models import Document
from opensdo.papers.documents.sealing import address
from opensdo.papers.documents.states import Status
from opensdo.papers.documents.tests import files
from opensdo.papers.documents.tests.conftest import AT, BODY, Check, Send
from opensdo.parties.accounts.models import User
from opensdo.parties.businesses.models import Business
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import APPLY, CERTIFY, Login
from tests.processes import logged_in


def stored(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_the_disk_holds_nothing_that_can_be_read(send: Send, folder: Path) -> None:
    document = send()
    (one,) = stored(folder)
    assert b"%PDF" not in one.read_bytes()
    assert document.digest == hashlib.sha256(BODY).hexdigest()
    assert document.sealed_digest == hashlib.sha256(one.read_bytes()).hexdigest()
    assert document.digest not in str(one)
    assert document.status == Status.QUARANTINED
    jobs = ProcrastinateJob.objects.filter(task_name="documents.inspect")
    assert [job.args for job in jobs] == [{"document_id": document.pk}]


def test_the_same_bytes_lie_there_once_and_go_with_the_last_of_them(send: Send, folder: Path, ada: User) -> None:
    first, second, other = send(), send(kind="lease"), send(files.pdf(pages=3))
    assert (first.storage_key, first.data_key) == (second.storage_key, second.data_key)
    assert first.reference != second.reference
    assert len(stored(folder)) == 2
    for document, left in ((first, 2), (second, 1)):
        with logged_in(Login.PUBLIC), acting(ada, APPLY):
            remove(Document.objects.seen_for(APPLY).get(pk=document.pk))
        with logged_in(Login.WORKER):
            discard(document.storage_key)
        assert len(stored(folder)) == left
    again = send()
    assert again.data_key != first.data_key
    assert Document.objects.count() == len({other.pk, again.pk})


def test_nobody_can_tell_that_two_subjects_sent_the_same() -> None:
    digest = hashlib.sha256(BODY).hexdigest()
    assert address(1, digest) == address(1, digest)
    assert address(1, digest) != address(2, digest)
    assert address(1, digest) not in (digest, hashlib.sha256(f"1:{digest}".encode()).hexdigest())


@pytest.mark.parametrize(
    ("body", "words"),
    [(b"", "empty"), (b"\0" * (26 * 1024 * 1024), "larger than 25 MB"), (b"hello", "cannot use this type")],
)
def test_what_is_not_taken_leaves_nothing(send: Send, folder: Path, body: bytes, words: str) -> None:
    with pytest.raises(NotAccepted, match=words):
        send(body)
    assert not Document.objects.exists()
    assert not stored(folder)


def test_papers_do_not_take_every_thread_of_a_site(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two hundred who send at once a few wait in line; the others are told so at once, and pages are answered."""
    monkeypatch.setattr(bounded, "PATIENCE", 600)
    with ExitStack() as others:
        for _ in range(bounded.OPEN + bounded.WAIT):
            others.enter_context(OPENER.in_line())
        with pytest.raises(NotAccepted, match="Wait a minute"):
            send()
    assert send().pk


def test_a_letter_of_ours_is_sealed_like_any_file_and_needs_no_check(assigned: Business, rosa: User) -> None:
    with logged_in(Login.STAFF), acting(rosa, CERTIFY):
        document = keep(BODY, name="decision.pdf", kind="decision", subject_id=assigned.subject_id, at=AT)
        assert b"".join(read(document, purpose=CERTIFY, by=rosa)) == BODY


def test_neither_site_can_call_a_file_checked(
    send: Send, check: Check, assigned: Business, ada: User, rosa: User
) -> None:
    document = send()
    for login, purpose, who in ((Login.PUBLIC, APPLY, ada), (Login.STAFF, CERTIFY, rosa)):
        with pytest.raises(DatabaseError, match="permission denied|only the inspection"):
            with logged_in(login), acting(who, purpose):
                Document.objects.filter(pk=document.pk).update(status=Status.CHECKED)
    with pytest.raises(DatabaseError, match="only the office makes"):
        with logged_in(Login.PUBLIC), acting(ada, APPLY):
            keep(BODY, name="a.pdf", kind="decision", subject_id=assigned.subject_id, at=AT)
    assert check(document).status == Status.CHECKED
