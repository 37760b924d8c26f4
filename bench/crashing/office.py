"""The office's processes with real fsync, started again at once when they are killed."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from demo.children import MARK, Child, _session, _stat
from demo.environment import ROOT, environment
from demo.up import _bound, _free_ports, _granian
from opensdo.kit.postgres.server import Server

KINDS = {"site": 50, "worker": 33, "sealer": 17}  # of a hundred kills
SITES = 3  # behind a web server that asks the next when one does not answer


class Office:
    """`kills` counts the SIGKILLs that met a living process, by what it was."""

    def __init__(self, home: Path) -> None:
        self.home, self.server, self.kills = home, Server(home / "postgres"), Counter[str]()
        self.ports = _free_ports(SITES)
        self.mail_context = _bound(0)
        self.mail = self.mail_context.__enter__()
        self.stopping = threading.Event()
        self.tending = threading.Thread(target=self._tend, daemon=True)
        self.children = {
            "mailbox": self._child(
                "mailbox", "worker", "-m", "demo.mailbox", self.mail.fileno(), fds=(self.mail.fileno(),)
            ),
            "worker": self._child("worker", "worker", "-m", "django", "work"),
            "sealer": self._child("sealer", "sealer", "-m", "django", "seal"),
            **{f"site {port}": self._child(f"site {port}", "public", *_granian(port)) for port in self.ports},
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
        """One process of the office: of a site its master or the one that answers; never of the last that listens,
        else a slow machine would only ever see an office that starts."""
        kind = chance.choices(list(KINDS), list(KINDS.values()))[0]
        if kind == "site" and sum(map(_listens, self.ports)) < 2:
            kind = chance.choice(("worker", "sealer"))
        found = [pid for name, child in self.children.items() if name.startswith(kind) for pid in _session_of(child)]
        for pid in chance.sample(found, min(1, len(found))):
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
            "OPENSDO_PUBLIC_ORIGIN": f"http://127.0.0.1:{self.ports[0]}",
            "OPENSDO_EMAIL_PORT": str(self.mail.getsockname()[1]),
            MARK: str(self.home),
        }
        return environment(**more)

    def _child(self, name: str, login: str, *words: object, fds: tuple[int, ...] = ()) -> Child:
        log = self.home / "log" / f"{name}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_bytes(b"")
        return Child(name, [sys.executable, *map(str, words)], self.environment(login), log, fds)

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


def _listens(port: int) -> bool:
    with socket.socket() as knocking:
        return knocking.connect_ex(("127.0.0.1", port)) == 0


def _session_of(child: Child) -> list[int]:
    return _session(child.process.pid) if child.process and child.process.poll() is None else []


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
