"""Keep a handful of processes running, and leave none behind."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

MARK = "OPENSDO_UP"  # in the environment of all that an `up` starts: its folder
SHORTEST_PAUSE, LONGEST_PAUSE, STEADY = 0.5, 30.0, 60.0
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


@dataclass
class Child:
    name: str
    words: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    sockets: Sequence[int] = ()
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    pause: float = SHORTEST_PAUSE
    due: float = field(default=0.0, repr=False)
    asked: bool = field(default=False, repr=False)

    def start(self) -> None:
        """In a session of its own, so Ctrl-C reaches it through us only and its own children can be found."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.words,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=self.sockets,
                preexec_fn=_die_with_us,  # noqa: PLW1509  (we run one thread)
            )
        self.began, self.due, self.asked = time.monotonic(), 0.0, False

    def tend(self) -> str | None:
        """Start it again when it has ended, each time a little later; what there is to say about it, if anything."""
        now = time.monotonic()
        if self.due:
            if now >= self.due:
                self.start()
            return None
        if self.process is None or self.process.poll() is None:
            return None
        self.pause = SHORTEST_PAUSE if now - self.began > STEADY else min(self.pause * 2, LONGEST_PAUSE)
        self.due = now + self.pause
        _end(_session(self.process.pid), patience=0)
        return f"{self.name} {_how(self.process.returncode)}; starting it again in {self.pause:.0f} s ({self.log})"

    def ask_to_stop(self) -> None:
        """Once: a second time would cut short what it is finishing."""
        if self.process is not None and self.process.poll() is None and not self.asked:
            self.process.terminate()
            self.asked = True

    def stop(self, patience: float) -> None:
        """Ask, wait, then insist; whatever it started goes with it."""
        if self.process is None:
            return
        self.ask_to_stop()
        if self.process.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(patience)
        _end(_session(self.process.pid), patience=0)
        self.process.wait()


def end_leftovers(folder: Path) -> int:
    """Processes of an earlier run in this folder that was killed, known by what stands in their environment."""
    found = [pid for pid in _processes() if f"{MARK}={folder}".encode() in _read(pid, "environ").split(b"\0")]
    _end(found, patience=5)
    return len(found)


def _end(pids: list[int], patience: float) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL) if patience else (signal.SIGKILL,):
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        until = time.monotonic() + patience
        while (pids := [pid for pid in pids if _alive(pid)]) and time.monotonic() < until:
            time.sleep(0.05)


def _session(leader: int) -> list[int]:
    """The living members of the session that this process leads or led."""
    return [pid for pid in _processes() if _stat(pid)[3:4] == [str(leader)] and _alive(pid)]


def _alive(pid: int) -> bool:
    return _stat(pid)[:1] not in ([], ["Z"])


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat that follow the name: state, parent, group, session."""
    return _read(pid, "stat").decode(errors="replace").rpartition(")")[2].split()


def _processes() -> Iterator[int]:
    yield from (int(path.name) for path in Path("/proc").glob("[0-9]*") if int(path.name) != os.getpid())


def _read(pid: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""


def _how(code: int) -> str:
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended by itself (exit {code})"


def _die_with_us() -> None:
    """If we are killed the kernel tells it to stop."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
