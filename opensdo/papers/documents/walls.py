"""Shut a process in by Landlock: no path, no connection, no signal to anybody outside. Linux 5.13 and later.

Limits on resources count open files; a path can be removed, renamed or run without opening one.
"""

from __future__ import annotations

import ctypes
import os
import struct
from typing import Final

LIBC: Final = ctypes.CDLL(None, use_errno=True)
CREATE, RESTRICT = 444, 446  # the same numbers on every machine that Linux runs on
ASK_VERSION: Final = 1
NO_NEW_PRIVILEGES: Final = 38
ON_PATHS: Final = {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF, 5: 0xFFFF}  # from which version on, every right that it knows
ON_THE_NET: Final = {4: 0b11}
TO_OTHERS: Final = {6: 0b11}  # sockets without a path, and signals


def version() -> int:
    """0 where the kernel has none."""
    return max(int(LIBC.syscall(CREATE, None, 0, ASK_VERSION)), 0)


def shut_in() -> bool:
    """For good, for this thread and what it starts. False where the kernel knows no such thing."""
    known = version()
    rights = [_newest(each, known) for each in (ON_PATHS, ON_THE_NET, TO_OTHERS)]
    while rights and not rights[-1]:
        rights.pop()
    if not rights:
        return False
    wanted = struct.pack(f"={len(rights)}Q", *rights)
    ruleset = LIBC.syscall(CREATE, wanted, len(wanted), 0)
    if ruleset < 0:
        return False
    LIBC.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    done = LIBC.syscall(RESTRICT, ruleset, 0)
    os.close(ruleset)
    return bool(done == 0)


def _newest(known_since: dict[int, int], version: int) -> int:
    return max((rights for since, rights in known_since.items() if since <= version), default=0)
