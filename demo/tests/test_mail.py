"""Every letter the office sends is kept as a file and can be read, whatever is in it."""

from __future__ import annotations

import smtplib
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.test import override_settings

from demo import letterbox
from demo.environment import ROOT, environment
from demo.tests.test_people import HERE
from tests.processes import Process

AT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


@pytest.fixture
def mailbox(demo: None, tmp_path: Path) -> Iterator[Path]:
    with override_settings(HOME=tmp_path):
        yield tmp_path / "mail"


def letter(subject: str = "Your receipt", text: str = "See https://example.org/r/1.") -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = subject, "office@sdo.example.org", "ada@example.org"
    message.set_content(text)
    return message


def test_a_letter_over_smtp_becomes_a_file(mailbox: Path) -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        words = [sys.executable, "-m", "demo.mailbox", str(listening.fileno())]
        mine = environment(OPENSDO_HOME=str(mailbox.parent), DJANGO_SETTINGS_MODULE="demo.settings")
        process = subprocess.Popen(words, env=mine, cwd=ROOT, pass_fds=[listening.fileno()])
        try:
            with smtplib.SMTP("127.0.0.1", listening.getsockname()[1], timeout=60) as post:
                post.send_message(letter("Grüße"), to_addrs=["ada@example.org", "eve@example.org"])
        finally:
            process.terminate()
            process.wait(10)
    (found,) = letterbox.letters()
    assert (found.subject, found.to) == ("Grüße", "ada@example.org")
    assert found.header("x-envelope-to") == "ada@example.org, eve@example.org"


@pytest.mark.usefixtures("db")
def test_the_newest_letter_stands_first_and_its_links_can_be_followed(mailbox: Path, site: Process) -> None:
    letterbox.keep(letter("First").as_bytes(), AT)
    path = letterbox.keep(letter("Second").as_bytes(), AT.replace(hour=15))
    page = site.get("/demo/mail/", **HERE).content.decode()
    assert page.index("Second") < page.index("First")
    page = site.get(f"/demo/mail/{path.stem}/", **HERE).content.decode()
    assert '<a href="https://example.org/r/1" rel="nofollow">' in page


@pytest.mark.usefixtures("db")
def test_nothing_that_a_letter_brings_is_run(mailbox: Path, site: Process) -> None:
    message = letter("<script>1</script>", "<script>2</script> javascript:alert(1)")
    message.add_alternative("<script>3</script><img src=http://example.org/pixel>", subtype="html")
    message.add_attachment(b"<script>4</script>", maintype="text", subtype="html", filename='a"; x=y.html')
    path = letterbox.keep(message.as_bytes(), AT)
    page = site.get(f"/demo/mail/{path.stem}/", **HERE).content.decode()
    assert "<script" not in page
    assert "<img" not in page
    file = site.get(f"/demo/mail/{path.stem}/0/", **HERE)
    assert file.content == b"<script>4</script>"
    assert file["Content-Type"] == "application/octet-stream"
    assert file["Content-Disposition"].startswith("attachment")


@pytest.mark.usefixtures("db")
def test_a_file_name_adds_no_header(mailbox: Path, site: Process) -> None:
    raw = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n--b\r\n"
    raw += b"Content-Disposition: attachment; filename*=utf-8''a%0D%0AX-Own:%20b\r\n\r\nhello\r\n--b--\r\n"
    path = letterbox.keep(raw, AT)
    file = site.get(f"/demo/mail/{path.stem}/0/", **HERE)
    assert (file.status_code, file.get("X-Own")) == (200, None)


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    "raw",
    [b"", b"\0\xff\xfe", b"Subject: =?x-none?q?=41?=\r\n\r\nx", b"Content-Type: text/plain; charset=none\r\n\r\n\xe9",
     b"Content-Type: multipart/mixed\r\n\r\nno parts", b"To: <a@b\r\nSubject:\r\n\r\n", b"Date: not a date\r\n\r\n"],
)  # fmt: skip
def test_a_malformed_letter_is_shown_all_the_same(mailbox: Path, site: Process, raw: bytes) -> None:
    path = letterbox.keep(raw, AT)
    assert site.get("/demo/mail/", **HERE).status_code == 200
    assert site.get(f"/demo/mail/{path.stem}/", **HERE).status_code == 200


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("name", ["..%2F..%2Fkeys%2F2026", "20261123T140000000000-00000000", "x" * 3000, "%00"])
def test_there_is_no_other_file(mailbox: Path, site: Process, name: str) -> None:
    assert site.get(f"/demo/mail/{name}/", **HERE).status_code == 404


@pytest.mark.usefixtures("db")
def test_letters_are_read_on_this_machine_only(mailbox: Path, site: Process) -> None:
    path = letterbox.keep(letter().as_bytes(), AT)
    for address in ("/demo/mail/", f"/demo/mail/{path.stem}/", f"/demo/mail/{path.stem}/0/"):
        assert site.get(address, **HERE | {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}).status_code == 404
