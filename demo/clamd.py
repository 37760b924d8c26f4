"""A stand-in for the ClamAV daemon: speaks its INSTREAM protocol, knows two signatures, and can misbehave on demand.

`python -m demo.clamd SOCKET [away|slow|cut|limit|nonsense|talks]` listens on a Unix socket and prints "ready".
"""

from __future__ import annotations

import socket
import struct
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

SIGNATURES: Final = {
    b"$EICAR-STANDARD-ANTIVIRUS-" + b"TEST-FILE!$H+H*": "Eicar-Test-Signature",
    b"what only the stand-in scanner knows": "Standin.Test-1",
}
LIMIT: Final = 30 * 1024 * 1024
ODD_ANSWERS: Final = {
    "nonsense": b"stream: perhaps\0",
    "limit": b"INSTREAM size limit exceeded. ERROR\0",
    "talks": b"stream: OK " + b"x" * 10_000,
}


def serve(path: Path, fault: str = "") -> None:
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
        door.bind(str(path))
        door.listen()
        print("ready", flush=True)
        while True:
            caller, _ = door.accept()
            with caller, suppress(OSError):  # who asked may hang up
                answer(caller, fault)


def answer(caller: socket.socket, fault: str) -> None:
    command = caller.recv(10)
    if fault == "away":
        return
    if command == b"zPING\0":
        caller.sendall(b"PONG\0")
    elif command != b"zINSTREAM\0":
        caller.sendall(b"UNKNOWN COMMAND\0")
    elif fault == "limit":
        caller.sendall(ODD_ANSWERS[fault])
    else:
        _scan(caller, fault)


def _scan(caller: socket.socket, fault: str) -> None:
    whole = bytearray()
    while size := struct.unpack("!L", _exactly(caller, 4))[0]:
        whole += _exactly(caller, size)
        if fault == "cut":
            return
        if len(whole) > LIMIT:
            caller.sendall(ODD_ANSWERS["limit"])
            return
    if fault == "slow":
        time.sleep(30)
    found = next((name for mark, name in SIGNATURES.items() if mark in whole), "")
    caller.sendall(ODD_ANSWERS.get(fault) or (f"stream: {found} FOUND\0" if found else "stream: OK\0").encode())


def _exactly(caller: socket.socket, wanted: int) -> bytes:
    found = b""
    while len(found) < wanted:
        more = caller.recv(wanted - len(found))
        if not more:
            raise ConnectionError
        found += more
    return found


if __name__ == "__main__":
    serve(Path(sys.argv[1]), *sys.argv[2:3])
