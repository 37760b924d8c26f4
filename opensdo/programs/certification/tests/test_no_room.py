"""The disk is full: who sends is told in words, nothing half is kept, and the next attempt works."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.response import HttpResponseBase
from pytest_django import Settings

from opensdo.papers.documents.models import Document
from opensdo.papers.documents.tests import files
from opensdo.parties.accounts.models import User
from opensdo.programs.certification.models import Application, Paper
from opensdo.programs.certification.tests.conftest import Assess, address
from tests.processes import Process

BODY = files.pdf(pages=9) + b"%" * 300_000 + b"\n%%EOF"


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """The kernel refuses to write on, as it does when a disk or a quota is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def sent(site: Process, application: Application, body: bytes) -> HttpResponseBase:
    file = SimpleUploadedFile("w9 of mine.pdf", body, "application/pdf")
    return site.post(f"/certification/applications/{application.reference}/papers/w9/", {"file": file})


def stored(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_finds_no_room_is_refused_whole(
    site: Process, ada: User, draft: Application, settings: Settings, tmp_path: Path
) -> None:
    """Sealed it is a little longer: the bytes that were sent still fit, the last of the sealed ones do not."""
    settings.FILES_FOLDER = tmp_path
    site.sign_in(ada)
    before = Paper.objects.count(), Document.objects.count()
    with no_file_larger_than(len(BODY)):
        refused = sent(site, draft, BODY)
    page = refused.content.decode()  # type: ignore[attr-defined]
    assert refused.status_code == 422
    assert page.count("We could not store this file, so we kept none of it.") == 2  # above, and beside the field
    assert (Paper.objects.count(), Document.objects.count()) == before
    assert not stored(tmp_path)
    assert sent(site, draft, BODY).status_code == 302
    assert len(stored(tmp_path)) == 1
    assert Paper.objects.count() == before[0] + 1


def test_a_file_that_is_too_large_is_not_kept_while_it_arrives(
    site: Process, ada: User, draft: Application, settings: Settings, tmp_path: Path
) -> None:
    """No more than 25 MB and one byte of it are written anywhere."""
    settings.FILES_FOLDER = tmp_path
    site.sign_in(ada)
    with no_file_larger_than(25 * 1024 * 1024 + 1):
        page = sent(site, draft, bytes(27 * 1024 * 1024)).content.decode()  # type: ignore[attr-defined]
    assert page.count("The file is larger than 25 MB.") == 2


def test_a_decision_whose_letter_cannot_be_stored_is_none(
    desk: Process, sol: User, recommended: Assess, settings: Settings, tmp_path: Path
) -> None:
    case = recommended()
    settings.FILES_FOLDER = tmp_path / "full"
    (tmp_path / "full").write_text("where the folder should be")
    desk.sign_in(sol)
    where = f"{address(case)}decide/"
    assert "nothing was decided" in desk.post(where, {}, follow=True).content.decode()
    case.refresh_from_db()
    assert case.decided_at is None
    settings.FILES_FOLDER = tmp_path
    desk.post(where, {})
    case.refresh_from_db()
    assert case.decided_at
