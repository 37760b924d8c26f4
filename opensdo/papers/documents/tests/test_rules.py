"""What is taken, what is not, and that each refusal says what to do."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opensdo.papers.documents.rules import DOCX, JPEG, PDF, PNG, XLSX, NotAccepted, clean_name, examine, kind_of
from opensdo.papers.documents.tests import files

GOOD = [
    ("agreement.pdf", "application/pdf", files.pdf(), PDF, 2),
    ("AGREEMENT.PDF", "application/octet-stream", files.pdf(), PDF, 2),
    ("scan.jpg", "image/jpeg", files.picture("JPEG"), JPEG, 1),
    ("scan.png", "", files.picture(), PNG, 1),
    ("letter.docx", DOCX.content_type, files.office(), DOCX, None),
    ("sums.xlsx", XLSX.content_type, files.office("xl/workbook.xml"), XLSX, None),
]
BAD = [
    ("agreement.pdf", "application/pdf", b"hello", "cannot use this type"),
    ("page.svg", "image/svg+xml", b"<svg onload='alert(1)'/>", "cannot use this type"),
    ("page.html", "text/html", b"<script>alert(1)</script>", "cannot use this type"),
    ("old.doc", "application/msword", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "cannot use this type"),
    ("photo.heic", "image/heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "cannot use this type"),
    ("table.csv", "text/csv", b"a,b\n1,2\n", "cannot use this type"),
    ("files.zip", "application/zip", files.packed({"a.txt": b"a"}), "cannot use this type"),
    ("scan.pdf", "application/pdf", files.picture(), "inside it is a PNG picture"),
    ("scan", "image/png", files.picture(), "ends in nothing"),
    ("run.exe", "image/png", files.picture(), "“.exe”"),
    ("scan.png", "text/html", files.picture(), "Your browser calls"),
    ("locked.pdf", "application/pdf", files.pdf(password="x"), "locked"),
    ("script.pdf", "application/pdf", files.pdf(script=True), "run something"),
    ("attached.pdf", "application/pdf", files.pdf(attachment=True), "attached"),
    ("broken.pdf", "application/pdf", b"%PDF-1.7\nnothing here", "damaged"),
    ("two.pdf", "application/pdf", files.pdf() + files.packed({"a.txt": b"a"}), "hidden"),
    ("two.png", "image/png", files.picture() + files.packed({"a.txt": b"a"}), "hidden"),
    ("half.png", "image/png", files.picture()[:40], "damaged"),
    ("macro.docx", "", files.office(more={"word/vbaProject.bin": b"x"}), "macros"),
    ("inside.docx", "", files.office(more={"word/embeddings/a.bin": b"x"}), "other files"),
    ("bomb.docx", "", files.bomb(), "unpacks"),
]


@pytest.mark.parametrize(("name", "claim", "body", "kind", "pages"), GOOD, ids=[row[0] for row in GOOD])
def test_an_honest_file_is_taken(name: str, claim: str, body: bytes, kind: object, pages: int | None) -> None:
    found = kind_of(name, claim, BytesIO(body))
    assert (found, examine(found, BytesIO(body))) == (kind, pages)


@pytest.mark.parametrize(("name", "claim", "body", "words"), BAD, ids=[row[0] for row in BAD])
def test_another_is_refused_in_a_sentence(name: str, claim: str, body: bytes, words: str) -> None:
    with pytest.raises(NotAccepted, match=words) as refused:
        examine(kind_of(name, claim, BytesIO(body)), BytesIO(body))
    assert str(refused.value).endswith(".")


@given(
    st.binary(max_size=3000),
    st.sampled_from([b"", b"%PDF-1.4\n", b"PK\x03\x04", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]),
)
def test_no_bytes_make_it_fall_over(body: bytes, start: bytes) -> None:
    for name in ("a.pdf", "a.png", "a.docx", "a.jpg"):
        with pytest.raises(NotAccepted):
            examine(kind_of(name, "", BytesIO(start + body)), BytesIO(start + body))


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("C:\\Users\\ada\\tax 2025.pdf", "tax 2025.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b.pdf", "a b.pdf"),
        ("fdp.\u202efdp.exe", "fdp. fdp.exe"),
        ("", "file"),
        ("...", "file"),
        ("é" * 300 + ".pdf", "é" * 196 + ".pdf"),
    ],
)
def test_a_name_is_made_harmless(given_name: str, kept: str) -> None:
    assert clean_name(given_name) == kept


@given(st.text(max_size=400))
def test_no_name_is_too_long_or_empty(name: str) -> None:
    assert 0 < len(clean_name(name)) <= 200
