"""Ask the process that opens files (inspection.py), and wait no longer than is good."""

from __future__ import annotations

import array
import json
import os
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

import opensdo
from opensdo.papers.documents.rules import ACCEPTED, MEGABYTE, MOST_PAGES, PDF, NotAccepted

ROOT: Final = Path(opensdo.__file__).resolve().parents[1]
AT_UPLOAD: Final = 20  # seconds
IN_THE_WORKER: Final = 60
TO_SHOW: Final = 20
PATIENCE: Final = 10  # seconds until it is one's turn
OPEN, WAIT = 2, 3  # at a time; whoever comes on top is told to come back: else papers would take every thread of a site
GRACE: Final = 5  # seconds more: it ends by itself, and says so by closing the pipe
LONGEST_ANSWER: Final = 32 * MEGABYTE
LONGEST_REFUSAL: Final = 500
ANSWERS: Final = ({"type", "pages"}, {"refused"}, {"text"}, {"parts"}, {"width", "height"})


class Unanswered(Exception):
    """The process was killed, ran out of time or memory, or fell over. Nothing is known about the file."""


class Overdue(Unanswered):
    """Its time was over and it did not end by itself: the process that starts them does not do its work any more."""


class Busy(Unanswered):
    """Others are looked into. Nobody waits long with a connection to the database in the hand."""


class Opener:
    """One helper for each process of ours, started at the first file; at most two files are open at a time."""

    def __init__(self) -> None:
        self.starting = threading.Lock()
        self.places = threading.BoundedSemaphore(OPEN)
        self.line = threading.BoundedSemaphore(OPEN + WAIT)
        self.owner = 0
        self.orders: socket.socket | None = None
        self.helper: subprocess.Popen[bytes] | None = None

    def ask(self, content: IO[bytes], *, seconds: int, **wanted: Any) -> tuple[dict[str, Any], bytes]:
        """Raises Unanswered, or NotAccepted with a sentence for the sender."""
        if not self.places.acquire(timeout=PATIENCE):
            raise Busy
        try:
            # a view of its own: who shared ours could write into the file, or move our place in it
            with open(f"/proc/self/fd/{content.fileno()}", "rb", buffering=0) as view:
                said, body = self._asked(view.fileno(), json.dumps(wanted | {"seconds": seconds}).encode(), seconds)
        finally:
            self.places.release()
        if "refused" in said:
            raise NotAccepted(said["refused"])
        return said, body

    @contextmanager
    def in_line(self) -> Iterator[None]:
        """Where many may come at once. Raises Busy, at once, when the line is long."""
        if not self.line.acquire(blocking=False):
            raise Busy
        try:
            yield
        finally:
            self.line.release()

    def _asked(self, file: int, order: bytes, seconds: int) -> tuple[dict[str, Any], bytes]:
        reading, writing = os.pipe()
        try:
            try:
                used = self._send(order, [file, writing])
            finally:
                os.close(writing)
            head, _, body = _read_all(reading, until=time.monotonic() + seconds + GRACE).partition(b"\n")
        except Overdue:
            self._end(used)
            raise
        finally:
            os.close(reading)
        return _understood(head, body), body

    def _send(self, order: bytes, files: list[int]) -> socket.socket:
        ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", files))]
        used = self._started()
        try:
            used.sendmsg([order], ancillary)
        except (BrokenPipeError, ConnectionResetError):  # it was killed: once more, with a new one
            self._end(used)
            used = self._started()
            used.sendmsg([order], ancillary)
        return used

    def _started(self) -> socket.socket:
        with self.starting:
            if self.orders is None or self.owner != os.getpid():  # a fork of ours would share its parent's helper
                ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
                with its:
                    self.helper = subprocess.Popen(  # noqa: S603  (our own program, and a number)
                        [sys.executable, "-m", "opensdo.papers.documents.inspection", str(its.fileno())],
                        env={"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"},
                        cwd="/",
                        pass_fds=[its.fileno()],
                        stdin=subprocess.DEVNULL,
                        stdout=subprocess.DEVNULL,
                        stderr=subprocess.DEVNULL,  # a library's complaint could quote the file
                    )
                self.orders, self.owner = ours, os.getpid()
            return self.orders

    def _end(self, used: socket.socket) -> None:
        """Unless another thread was faster. Children that it has made go on, and answer by themselves."""
        with self.starting:
            if self.orders is used and self.helper:
                self.orders = None
                used.close()
                self.helper.kill()
                self.helper.wait()


def _understood(head: bytes, body: bytes) -> dict[str, Any]:
    """Whoever took the process over may answer anything. Raises Unanswered."""
    try:
        said = json.loads(head)
        json.dumps(said, ensure_ascii=False).encode()  # half a character cannot be written on a page
    except (ValueError, RecursionError):
        raise Unanswered from None
    if not isinstance(said, dict) or set(said) not in ANSWERS:
        raise Unanswered
    pages, refused, parts = said.get("pages"), said.get("refused", "-"), said.get("parts", [])
    if (
        said.get("type", PDF.content_type) not in ACCEPTED
        or not (pages is None or type(pages) is int and 0 < pages <= MOST_PAGES)
        or not (isinstance(refused, str) and refused.isprintable() and len(refused) <= LONGEST_REFUSAL)
        or not isinstance(said.get("text", ""), str)
        or not (isinstance(parts, list) and all(isinstance(part, dict) for part in parts))
        or body[:4] + body[8:12] != (b"RIFFWEBP" if "width" in said else b"")
    ):
        raise Unanswered
    return said


def _read_all(pipe: int, *, until: float) -> bytes:
    found = bytearray()
    while (left := until - time.monotonic()) > 0:
        if not select.select([pipe], [], [], left)[0]:
            break
        chunk = os.read(pipe, 1 << 16)
        if not chunk:
            return bytes(found)
        found += chunk
        if len(found) > LONGEST_ANSWER:
            raise Unanswered
    raise Overdue


OPENER: Final = Opener()
