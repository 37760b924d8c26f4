"""The process that opens what strangers send. `python -m opensdo.papers.documents.inspection NUMBER`

It is started once with an empty environment, loads its libraries, and then makes a child for each file. The child
cannot open a file or a connection, has bounded time and memory, answers one line (and a picture), and ends. A child
that is killed answers nothing, and nothing is never "safe".
"""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import sys
from io import BytesIO
from typing import IO, Any, Final

from opensdo.papers.documents import showing
from opensdo.papers.documents.marks import look_for_harm, rules
from opensdo.papers.documents.rules import ACCEPTED, MEGABYTE, NotAccepted, kind_of
from opensdo.papers.documents.structure import examine
from opensdo.papers.documents.walls import shut_in

MEMORY: Final = 900 * MEGABYTE
LONGEST_ORDER: Final = 16 * 1024
FILE, ANSWER = 0, 1


def serve(orders: socket.socket) -> None:
    """Until the process that started this one is gone."""
    _warm_up()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the children: their answers end
    while True:
        order, files, _, _ = socket.recv_fds(orders, LONGEST_ORDER, 2)
        if not order:
            return
        if os.fork() == 0:
            _child(order, files)
        for number in files:
            os.close(number)


def _child(order: bytes, files: list[int]) -> None:
    try:
        wanted = json.loads(order)
        narrow(files, seconds=int(wanted["seconds"]))
        with open(FILE, "rb", closefd=False) as content:
            said, body = _do(wanted, content)
        _answer(json.dumps(said).encode() + b"\n" + body)
    finally:
        os._exit(0)


def narrow(files: list[int], *, seconds: int) -> None:
    """Only the file, the pipe for the answer, and nothing that could be opened anew."""
    for number, place in zip(files, (FILE, ANSWER), strict=True):
        os.dup2(number, place)
    os.closerange(3, 1024)
    memory = MEMORY + _size()
    shut_in()
    signal.setitimer(signal.ITIMER_REAL, seconds)  # the default of SIGALRM is death
    for what, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 0),  # with 3, one that closes its own could open another in its place
    ):
        resource.setrlimit(what, (most, most))


def _size() -> int:
    """What the libraries take before any file is looked at, in bytes."""
    with open("/proc/self/statm") as told:
        return int(told.read().split()[0]) * resource.getpagesize()


def _do(wanted: dict[str, Any], content: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    try:
        match wanted["do"]:
            case "check":
                kind = kind_of(wanted["name"], wanted["claim"], content)
                pages = examine(kind, content)
                look_for_harm(kind, content)
                if wanted["deep"]:
                    showing.try_out(kind, content)
                return {"type": kind.content_type, "pages": pages}, b""
            case "page":
                return showing.page(ACCEPTED[wanted["type"]], content, wanted["page"], wanted["width"])
            case "words":
                return showing.words(ACCEPTED[wanted["type"]], content, wanted["page"]), b""
    except NotAccepted as why:
        return {"refused": str(why)}, b""
    raise ValueError(wanted["do"])


def _answer(whole: bytes) -> None:
    rest = memoryview(whole)
    while rest:
        rest = rest[os.write(ANSWER, rest) :]


def _warm_up() -> None:
    """What would be loaded on first use has to be here: a child can open nothing."""
    rules()
    for kind, made in showing.samples():
        content = BytesIO(made)
        kind_of(f"a{kind.endings[0]}", "", content)
        examine(kind, content)
        look_for_harm(kind, content)
        showing.try_out(kind, content)
        showing.words(kind, content, 1)
    for name in ("cp437", "latin-1", "utf-16", "utf-16-le", "cp1252"):
        "a".encode(name).decode(name)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
