"""A folder of its own for each test, and a file that an applicant sent."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Protocol

import pytest
from pytest_django import Settings

from opensdo.papers.documents.actions import receive
from opensdo.papers.documents.actions.inspecting import inspect
from opensdo.papers.documents.models import Document
from opensdo.papers.documents.tests import files
from opensdo.parties.accounts.models import User
from opensdo.parties.businesses.models import Business
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import APPLY, Login
from tests.processes import logged_in

AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
BODY = files.pdf()


class Send(Protocol):
    def __call__(self, body: bytes = ..., name: str = ..., kind: str = ...) -> Document: ...


class Check(Protocol):
    def __call__(self, document: Document, *, last: bool = ...) -> Document: ...


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.FILES_FOLDER = tmp_path
    return tmp_path


@pytest.fixture
def send(assigned: Business, ada: User) -> Send:
    def sent(body: bytes = BODY, name: str = "agreement.pdf", kind: str = "agreement") -> Document:
        with logged_in(Login.PUBLIC), acting(ada, APPLY):
            return receive(
                BytesIO(body), name=name, claimed_type="", kind=kind, subject_id=assigned.subject_id, by=ada, at=AT
            )

    return sent


@pytest.fixture
def check() -> Check:
    def checked(document: Document, *, last: bool = False) -> Document:
        with logged_in(Login.WORKER):
            inspect(document.pk, at=AT, last=last)
        return Document.objects.get(pk=document.pk)

    return checked
