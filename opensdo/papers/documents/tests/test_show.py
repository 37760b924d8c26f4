"""The officer who is assigned sees pictures; the original leaves as an attachment; one opening is one entry."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from opensdo.papers.documents.models import Document
from opensdo.papers.documents.tests import files
from opensdo.papers.documents.tests.conftest import BODY, Check, Send
from opensdo.parties.accounts.models import User
from opensdo.parties.businesses.models import Business
from opensdo.privacy.data.models import Assignment, DataKey
from opensdo.privacy.data.purposes import CERTIFY
from opensdo.privacy.ledger.models import Entry
from tests.processes import Process


@pytest.fixture
def checked(send: Send, check: Check) -> Document:
    return check(send())


def address(document: Document, part: str = "file/") -> str:
    return f"/staff/documents/{document.reference}/{part}"


def test_the_assigned_officer_takes_it_as_an_attachment(
    desk: Process, checked: Document, assigned: Business, rosa: User
) -> None:
    desk.sign_in(rosa)
    response = desk.get(address(checked))
    assert response.content == BODY
    assert response["Content-Disposition"] == 'attachment; filename="agreement.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in response["Cache-Control"]
    entry = Entry.objects.get(kind="file.read")
    assert (entry.actor, entry.subject, entry.about) == (str(rosa.pk), checked.reference, assigned.subject_id)


def test_she_sees_pictures_and_opens_it_once(desk: Process, checked: Document, rosa: User, sol: User) -> None:
    desk.sign_in(rosa)
    for number, zoom, wide in ((1, "1", 900), (2, "1", 900), (2, "3", 2200), (1, "x", 900)):
        response = desk.get(address(checked, f"page/?page={number}&zoom={zoom}"))
        assert response["Content-Type"] == "image/webp"
        assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert abs(Image.open(BytesIO(response.content)).width - wide) < 3
    assert Entry.objects.filter(kind="file.read").count() == 1
    for odd in ("0", "3", "-1", "99999999999", "²", "x'"):
        assert desk.get(address(checked, "page/"), {"page": odd, "zoom": odd}).status_code == 200


def test_what_she_opened_opens_for_nobody_else(desk: Process, checked: Document, rosa: User, otto: User) -> None:
    desk.sign_in(rosa)
    desk.get(address(checked, "page/"))
    session = desk.session
    held = session["open papers"]
    assert DataKey.objects.get(pk=checked.data_key).wrapped not in str(held).encode()
    desk.sign_in(otto)
    desk.remember("open papers", held)
    for part in ("file/", "page/"):
        assert desk.get(address(checked, part)).status_code == 404
    Assignment.objects.create(actor=otto, purpose=CERTIFY.code, subject_id=checked.subject_id)
    assert desk.get(address(checked, "page/")).status_code == 200
    opened = Entry.objects.filter(kind="file.read").order_by("id").values_list("actor", flat=True)
    assert list(opened) == [str(rosa.pk), str(otto.pk)]  # Rosa's key was of no use to him: he opened it himself


def test_not_before_it_is_checked(desk: Process, send: Send, rosa: User) -> None:
    document = send()
    desk.sign_in(rosa)
    for part in ("file/", "page/"):
        assert desk.get(address(document, part)).status_code == 409
    assert not Entry.objects.filter(kind="file.read").exists()


def test_a_shredded_file_is_shut_for_ever(desk: Process, checked: Document, rosa: User) -> None:
    DataKey.objects.filter(pk=checked.data_key).delete()
    desk.sign_in(rosa)
    assert desk.get(address(checked)).status_code == 410


def test_what_was_changed_is_not_handed_out(desk: Process, checked: Document, rosa: User, folder: object) -> None:
    Document.objects.filter(pk=checked.pk).update(sealed_digest="0" * 64)
    desk.sign_in(rosa)
    assert desk.get(address(checked)).status_code == 410
    assert desk.get(address(checked, "page/")).status_code == 404


def test_a_photograph_is_turned_and_kept_small(desk: Process, send: Send, check: Check, rosa: User) -> None:
    made = BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    Image.new("RGB", (1600, 1200), "white").save(made, "JPEG", exif=exif)
    document = check(send(made.getvalue(), name="photo.jpg"))
    desk.sign_in(rosa)
    drawn = Image.open(BytesIO(desk.get(address(document, "page/")).content))
    assert drawn.width < drawn.height
    assert drawn.width <= 900
    assert files.EICAR not in made.getvalue()
