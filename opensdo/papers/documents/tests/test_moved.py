"""A sealed file belongs to its row and its subject: hung on another, it stays shut."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from opensdo.papers.documents import actions
from opensdo.papers.documents.models import Document
from opensdo.papers.documents.sealing import Tampered
from opensdo.parties.accounts.models import User
from opensdo.parties.businesses.models import Business
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.keys import Mismatched
from opensdo.privacy.data.models import Assignment
from opensdo.privacy.data.purposes import APPLY, CERTIFY, Login
from opensdo.privacy.data.vault import open_subject
from tests.processes import logged_in


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[None]:
    with override_settings(FILES_FOLDER=tmp_path):
        yield


def test_a_file_moved_to_another_row_or_subject_does_not_open(assigned: Business, ada: User, rosa: User) -> None:
    with logged_in(Login.PUBLIC), acting(ada, APPLY):
        stranger = open_subject().pk
    with logged_in(Login.STAFF), acting(rosa, CERTIFY):
        first, second = (kept(name, assigned.subject_id) for name in ("first.pdf", "second.pdf"))
    Assignment.objects.create(actor=rosa, purpose=CERTIFY.code, subject_id=stranger)
    assert opened(first, rosa) == b"%PDF-1.7 first.pdf"
    its_own = second.storage_key
    Document.objects.filter(pk=second.pk).update(data_key=first.data_key, storage_key=first.storage_key)
    with pytest.raises(Tampered):
        opened(second, rosa)
    Document.objects.filter(pk=second.pk).update(storage_key=its_own)
    with pytest.raises(Mismatched):
        opened(second, rosa)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE postgres; SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE documents_document SET subject_id = %s WHERE id = %s", [stranger, first.pk])
        cursor.execute("UPDATE data_datakey SET subject_id = %s WHERE id = %s", [stranger, first.data_key])
        cursor.execute("SET LOCAL session_replication_role = origin; SET LOCAL ROLE opensdo_owner")
    with pytest.raises(Mismatched):
        opened(first, rosa)


def kept(name: str, subject_id: int) -> Document:
    return actions.keep(f"%PDF-1.7 {name}".encode(), name=name, kind="letter", subject_id=subject_id, at=timezone.now())


def opened(document: Document, rosa: User) -> bytes:
    document = Document.objects.get(pk=document.pk)
    with logged_in(Login.STAFF):
        return b"".join(actions.read(document, purpose=CERTIFY, by=rosa))
