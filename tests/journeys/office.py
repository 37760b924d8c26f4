"""Start the demonstration office as a newcomer does, and stop it again."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0


class NeverOpened(Exception):
    """What ./dev up said before it gave up."""


@dataclass(frozen=True)
class Office:
    address: str
    home: Path

    def letters(self) -> list[EmailMessage]:
        """Every mail that was sent, oldest first."""
        found = sorted((self.home / "mail").glob("*.eml"))
        return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in found]

    def letter_to(self, address: str, *, containing: str = "", seconds: float = 20) -> str:
        """The text of the newest mail to this address; waits, because a worker sends it."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for mail in reversed(self.letters()):
                body = mail.get_body(("plain",))
                text = body.get_content() if body else ""
                if address in str(mail["To"]) and containing in text:
                    return str(text)
            time.sleep(0.1)
        raise AssertionError(f"no letter with {containing!r} in {seconds} seconds")

    def code_for(self, address: str) -> str:
        found = re.search(r"^    (\S+)\s*$", self.letter_to(address, containing="Your code is"), re.MULTILINE)
        assert found
        return found[1]

    def opensdo(self, *words: str) -> subprocess.CompletedProcess[str]:
        """The operator's command line on this office's database."""
        return subprocess.run(
            [sys.executable, ROOT / "dev", "opensdo", *words],
            cwd=ROOT,
            env=os.environ | {"OPENSDO_HOME": str(self.home)},
            capture_output=True,
            text=True,
            check=False,
        )


@contextmanager
def opened(home: Path) -> Iterator[Office]:
    log = home / "up.log"
    home.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    with log.open("w") as said:
        up = subprocess.Popen(
            ["./dev", "up", "--no-browser", "--port", str(port)],
            cwd=ROOT,
            env=os.environ | {"OPENSDO_HOME": str(home)},
            stdout=said,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
    try:
        _until_open(up, log)
        yield Office(f"http://127.0.0.1:{port}", home)
    finally:
        up.send_signal(signal.SIGTERM)
        up.wait(60)


def _until_open(up: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while "The office is open" not in log.read_text():
        if up.poll() is not None or time.monotonic() > end:
            raise NeverOpened(log.read_text())
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])
