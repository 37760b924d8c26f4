"""Ask a ClamAV daemon about a file, over its INSTREAM protocol. Where none is set up, nothing is called scanned."""

from __future__ import annotations

import re
import socket
import struct
from contextlib import suppress
from typing import IO, Final

from django.conf import settings

CHUNK: Final = 64 * 1024
SECONDS: Final = 60
LONGEST_ANSWER: Final = 4096
FOUND: Final = re.compile(rb"\Astream: ([\x21-\x7e]{1,120}) FOUND\0?\n?\Z")
CLEAN: Final = re.compile(rb"\Astream: OK\0?\n?\Z")


class Away(Exception):
    """There is no answer, or one that says neither yes nor no. The file has not been scanned."""


def is_set_up() -> bool:
    return bool(settings.CLAMD)


def virus_in(content: IO[bytes], *, seconds: float = SECONDS) -> str:
    """The name of what was found, or nothing. Raises Away."""
    content.seek(0)
    try:
        with _connected(seconds) as scanner:
            answer = _answered(scanner, content)
    except OSError as error:
        raise Away(type(error).__name__) from error
    if found := FOUND.match(answer):
        return found[1].decode()
    if CLEAN.match(answer):
        return ""
    raise Away("it answered something else")


def _connected(seconds: float) -> socket.socket:
    """`/run/clamav/clamd.ctl`, or `host:3310`."""
    where: str = settings.CLAMD
    if where.startswith("/"):
        scanner = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        scanner.settimeout(seconds)
        scanner.connect(where)
        return scanner
    host, _, port = where.rpartition(":")
    scanner = socket.create_connection((host, int(port)), timeout=min(5, seconds))
    scanner.settimeout(seconds)
    return scanner


def _answered(scanner: socket.socket, content: IO[bytes]) -> bytes:
    with suppress(BrokenPipeError):  # it hung up before the end, for instance over its limit of size: it says no "OK"
        scanner.sendall(b"zINSTREAM\0")
        while chunk := content.read(CHUNK):
            scanner.sendall(struct.pack("!L", len(chunk)) + chunk)
        scanner.sendall(struct.pack("!L", 0))
    answer = b""
    while len(answer) < LONGEST_ANSWER and not answer.endswith(b"\0") and (more := scanner.recv(LONGEST_ANSWER)):
        answer += more
    return answer
