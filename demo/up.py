"""Start the demonstration office, keep it running, stop all of it."""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from demo.children import MARK, Child, end_leftovers
from demo.environment import ROOT, environment, step
from opensdo.kit.postgres.binaries import NoBinaries
from opensdo.kit.postgres.places import Unreachable
from opensdo.kit.postgres.server import NotStarted, Server, WrongVersion

PATIENCE = 90.0


class Refused(Exception):
    """It cannot start like this; the message says what to do."""


def main(words: list[str]) -> int:
    told = _arguments(words)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # a shell lets what it starts behind it ignore SIGINT
        signal.signal(number, _interrupt)
    home = Path(os.environ.get("OPENSDO_HOME", "var")).resolve()
    began = float(os.environ.get("OPENSDO_BEGAN", time.time()))
    try:
        with _only_one(home), _bound(told.port) as front, _bound(0) as mail:
            if left := end_leftovers(home):
                print(f"  An earlier run was killed: {left} of its processes were still there and are ended.")
            office = Office(home, front, mail)
            office.run(fresh=told.fresh, browser=told.browser, began=began)
    except (Refused, NotStarted, Unreachable, WrongVersion, NoBinaries) as refused:
        print(f"\n{refused}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        _quietly("\nStopped. ./dev up continues where you left.")
    except BrokenPipeError:
        return 1
    return 0


class Office:
    def __init__(self, home: Path, front: socket.socket, mail: socket.socket) -> None:
        self.home, self.front, self.mail = home, front, mail
        self.address = f"http://127.0.0.1:{front.getsockname()[1]}"
        self.server = Server(home / "postgres")
        self.public, self.staff = _free_ports(2)
        self.children: list[Child] = []
        self.evidence = self._child("evidence", "worker", "-m", "demo.office", "evidence")  # once, then it ends

    def run(self, *, fresh: bool, browser: bool, began: float) -> None:
        with contextlib.ExitStack() as stack:
            with step("Start the database"):
                stack.enter_context(self.server.borrowed())
            stack.callback(_quietly, "  Stop the database")
            if self.server.elsewhere:
                print(f"  The database's account cannot reach {self.home}: its data is in {self.server.folder}")
            self._prepare(fresh=fresh)
            stack.callback(self._stop)
            with step("Start the web, the worker and the mailbox"):
                self._start()
                self._until_it_answers()
            self.evidence.start()
            self._say_so(time.time() - began)
            if browser:
                _open(f"{self.address}/demo/")
            self._tend()

    def _prepare(self, *, fresh: bool) -> None:
        """In a process of its own: this one stays small for as long as the office runs."""
        words = [sys.executable, "-m", "demo.office", "prepare", *(["--fresh"] if fresh else [])]
        sys.stdout.flush()
        if subprocess.run(words, env=self._environment("worker"), cwd=ROOT).returncode:
            raise Refused("The office could not be prepared: see above. ./dev up --fresh starts over.")

    def _start(self) -> None:
        front = ("--socket", self.front.fileno(), "--public", self.public, "--staff", self.staff)
        django = ("-m", "django")
        self.children = [
            self._child("mailbox", "worker", "-m", "demo.mailbox", self.mail.fileno(), fds=(self.mail.fileno(),)),
            self._child("worker", "worker", *django, "work"),
            self._child("sealer", "sealer", *django, "seal"),
            self._child("public site", "public", *_granian(self.public)),
            self._child("staff site", "staff", *_granian(self.staff)),
            self._child("front", "public", "-m", "demo.front", *front, fds=(self.front.fileno(),)),
        ]
        for child in self.children:
            child.start()

    def _child(self, name: str, login: str, *words: object, fds: tuple[int, ...] = ()) -> Child:
        log = self.home / "log" / f"{name.replace(' ', '-')}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_bytes(b"")
        return Child(name, [sys.executable, *map(str, words)], self._environment(login), log, fds)

    def _environment(self, login: str) -> dict[str, str]:
        more = {
            "DJANGO_SETTINGS_MODULE": "demo.settings",
            "OPENSDO_HOME": str(self.home),
            "OPENSDO_LOGIN": login,
            "OPENSDO_PUBLIC_ORIGIN": self.address,
            "OPENSDO_EMAIL_PORT": str(self.mail.getsockname()[1]),
            MARK: str(self.home),
        }
        return environment(**more)

    def _until_it_answers(self) -> None:
        """Both processes must answer something that is not an error, at the address people use."""
        for path in ("/demo/", "/staff/demo/"):
            until = time.monotonic() + PATIENCE
            while (status := _ask(self.front, path)) >= 500:
                if time.monotonic() > until or any(child.pause > 8 for child in self.children):
                    logs = "\n".join(f"{child.log}:\n{_tail(child.log)}" for child in self.children if _tail(child.log))
                    raise Refused(f"{self.address}{path} answers {status}.\n{logs}")
                self._look_after()
                time.sleep(0.1)

    def _say_so(self, seconds: float) -> None:
        print(f"\nThe office is open after {seconds:.0f} s.\n")
        print(f"  {self.address}/        the office, as the public sees it")
        print(f"  {self.address}/demo/   sign in as anybody of the cast, with one click")
        print(f"  {self.address}/demo/mail/   every letter it sends")
        print("\nCtrl-C stops all of it. What you did is kept; ./dev up --fresh starts over.", flush=True)

    def _tend(self) -> None:
        last = time.monotonic()
        while True:
            time.sleep(0.25)
            self._look_after()
            if time.monotonic() - last > 1:
                last = time.monotonic()
                if not self._database_listens():
                    _quietly("  the database does not answer; starting it again")
                    self.server.ensure()

    def _look_after(self) -> None:
        for child in self.children:
            if news := child.tend():
                _quietly(f"  {news}")

    def _database_listens(self) -> bool:
        with socket.socket(socket.AF_UNIX) as knocking:
            knocking.settimeout(5)
            try:
                knocking.connect(str(self.server.socket / ".s.PGSQL.5432"))
            except OSError:
                return False
        return True

    def _stop(self) -> None:
        """From the front backwards, so nothing arrives at what is already closed. A second Ctrl-C makes it short."""
        _quietly("\n  Stop the office", end="")
        began = time.monotonic()
        until = began + 10.0  # for all of them together
        children = (self.evidence, *reversed(self.children))
        for child in children:
            child.ask_to_stop()
        for child in children:
            try:
                child.stop(max(until - time.monotonic(), 0.0))
            except KeyboardInterrupt:
                until = 0.0
                child.stop(0.0)
        _quietly(f" ({time.monotonic() - began:.1f} s)")


def _granian(port: int) -> tuple[object, ...]:
    return (
        *("-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", port),
        *("--http", "1", "--no-ws", "--blocking-threads", 8, "--workers-kill-timeout", 5),
        *("--log-level", "warning", "opensdo.web.wsgi:application"),
    )


@contextlib.contextmanager
def _only_one(home: Path) -> Iterator[None]:
    home.mkdir(parents=True, exist_ok=True)
    with (home / "up.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(f"./dev up is already running for {home}. Stop it with Ctrl-C first.") from None
        yield


@contextlib.contextmanager
def _bound(port: int) -> Iterator[socket.socket]:
    """Bound before anything else, so a taken port is told at once; kept by us, so a restarted child finds it open."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(("127.0.0.1", port))
            listening.listen(1024)
        except OSError as taken:
            other = _free_ports(1)[0]
            raise Refused(f"Port {port} cannot be used ({taken.strerror}). Try ./dev up --port {other}") from None
        listening.set_inheritable(True)
        yield listening


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


def _ask(front: socket.socket, path: str) -> int:
    knocking = http.client.HTTPConnection("127.0.0.1", front.getsockname()[1], timeout=20)
    try:
        knocking.request("GET", path)
        return knocking.getresponse().status
    except (OSError, http.client.HTTPException):
        return 599
    finally:
        knocking.close()


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-15:])


def _open(address: str) -> None:
    """Only where there is a screen; a text browser would take the terminal."""
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        with contextlib.suppress(webbrowser.Error):
            webbrowser.open(address)


def _quietly(words: str, end: str = "\n") -> None:
    """Where somebody reads along; whoever closed the pipe must not keep us from what comes next."""
    with contextlib.suppress(OSError):
        print(words, end=end, flush=True)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _arguments(words: list[str]) -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="./dev up", description=__doc__)
    reader.add_argument("--fresh", action="store_true", help="delete the demonstration and start over")
    reader.add_argument("--port", type=int, default=8000, help="where the office answers (8000)")
    reader.add_argument("--no-browser", dest="browser", action="store_false", help="do not open a browser")
    return reader.parse_args(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[2:]))
