"""The office's processes with real fsync, started again at once when they are killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from demo.children import MARK, Child, _processes, _stat
from demo.environment import ROOT, environment
from demo.up import _bound, _free_ports
from opensdo.kit.postgres.server import Server

KINDS = {"site": 45, "site's master": 3, "worker": 35, "sealer": 17}  # of a hundred kills


class Office:
    """`kills` counts the SIGKILLs that met a living process, by what it was."""

    def __init__(self, home: Path) -> None:
        self.home, self.server, self.kills = home, Server(home / "postgres"), Counter[str]()
        self.port = _free_ports(1)[0]
        self.mail_context = _bound(0)
        self.mail = self.mail_context.__enter__()
        self.stopping = threading.Event()
        self.tending = threading.Thread(target=self._tend, daemon=True)
        granian = ("-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", self.port, "--http", "1")
        more = (
            "--no-ws",
            "--blocking-threads",
            4,
            "--workers",
            2,
            "--respawn-failed-workers",
            "--log-level",
            "warning",
        )
        self.children = {
            "mailbox": self._child(
                "mailbox", "worker", "-m", "demo.mailbox", self.mail.fileno(), fds=(self.mail.fileno(),)
            ),
            "worker": self._child("worker", "worker", "-m", "django", "work"),
            "sealer": self._child("sealer", "worker", "-m", "django", "seal"),
            "site": self._child("site", "public", *granian, *more, "opensdo.web.wsgi:application"),
        }

    def prepare(self) -> None:
        self.server.ensure()
        words = [sys.executable, "-m", "demo.office", "prepare"]
        done = subprocess.run(words, env=self.environment("worker"), cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(done.stdout + done.stderr)

    def start(self) -> None:
        for child in self.children.values():
            child.start()
        self.tending.start()

    def stop(self) -> None:
        """Nothing is started again from here on; nothing that we started is left."""
        self.stopping.set()
        if self.tending.is_alive():
            self.tending.join()
        for child in reversed(self.children.values()):
            child.stop(10)
        self.server.stop()
        self.mail_context.__exit__(None, None, None)

    def kill_one(self, chance: random.Random) -> None:
        kind = chance.choices(list(KINDS), list(KINDS.values()))[0]
        for pid in (
            self._pids(kind)[:1] if kind != "site" else chance.sample(found := self._pids(kind), min(1, len(found)))
        ):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                self.kills[kind] += 1

    def kill_postgres(self) -> None:
        """The first process; the others notice and end. What was on the disk is what there is."""
        with suppress(OSError, ValueError, IndexError):
            os.kill(self.server.pid(), signal.SIGKILL)
            self.kills["postgres"] += 1

    def environment(self, login: str) -> dict[str, str]:
        more = {
            "DJANGO_SETTINGS_MODULE": "demo.settings",
            "OPENSDO_HOME": str(self.home),
            "OPENSDO_LOGIN": login,
            "OPENSDO_PUBLIC_ORIGIN": f"http://127.0.0.1:{self.port}",
            "OPENSDO_EMAIL_PORT": str(self.mail.getsockname()[1]),
            MARK: str(self.home),
        }
        return environment(**more)

    def _child(self, name: str, login: str, *words: object, fds: tuple[int, ...] = ()) -> Child:
        log = self.home / "log" / f"{name}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_bytes(b"")
        return Child(name, [sys.executable, *map(str, words)], self.environment(login), log, fds)

    def _pids(self, kind: str) -> list[int]:
        leader = self.children["site" if kind.startswith("site") else kind].process
        if leader is None or leader.poll() is not None:
            return []
        if kind != "site":
            return [leader.pid]
        return [pid for pid in _processes() if _stat(pid)[1:2] == [str(leader.pid)] and _stat(pid)[:1] != ["Z"]]

    def _tend(self) -> None:
        """At once, and for as long as the office is open."""
        while not self.stopping.wait(0.1):
            for child in self.children.values():
                if child.process and child.process.poll() is not None:
                    child.stop(0)  # what a killed master left
                    child.start()
            with suppress(Exception):
                if not (self.server.data / "postmaster.pid").exists() or not _alive(self.server):
                    self.server.ensure()


def _alive(server: Server) -> bool:
    try:
        state = _stat(server.pid())[:1]
    except (OSError, ValueError, IndexError):
        return False
    return state not in ([], ["Z"])


def wait_for(condition: Callable[[], object], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.5)
    return False
