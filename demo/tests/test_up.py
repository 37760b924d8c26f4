"""./dev up from nothing: it opens, it survives kills, it stops whole, and the next one finds the data."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from demo.environment import ROOT, environment
from demo.tests.test_children import members
from opensdo.kit.postgres.server import Server

pytestmark = pytest.mark.kills


class Run:
    """One `up` in a home of its own, and what it has said so far."""

    def __init__(self, home: Path, *words: str) -> None:
        self.home, self.said = home, ""
        mine = {name: value for name, value in environment().items() if not name.startswith("OPENSDO_")}
        command = [sys.executable, "-m", "demo.up", "up", "--no-browser", "--port", str(free_port()), *words]
        self.process = subprocess.Popen(
            command, env=mine | {"OPENSDO_HOME": str(home)}, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        self.listening = threading.Thread(target=self.listen, daemon=True)
        self.listening.start()

    def listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.said += line.decode()

    def open(self) -> Run:
        self.until(lambda: "Ctrl-C stops" in self.said or self.process.poll() is not None)
        assert "Ctrl-C stops" in self.said, self.said
        self.port = int(re.findall(r"http://127\.0\.0\.1:(\d+)/", self.said)[0])
        return self

    def until(self, true: Callable[[], bool], seconds: float = 90) -> None:
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, self.said
            time.sleep(0.1)

    def ask(self, path: str, method: str = "GET", body: str | None = None, **fields: str) -> tuple[int, str]:
        knocking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            knocking.request(method, path, body, {name.replace("_", "-"): value for name, value in fields.items()})
            answer = knocking.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            knocking.close()

    def stop(self) -> str:
        """The processes have ten seconds; the database then takes what its disk needs, a minute at the most."""
        self.process.send_signal(signal.SIGINT)
        try:
            assert self.process.wait(90) == 0
        except subprocess.TimeoutExpired as still_there:
            raise AssertionError(self.said) from still_there
        self.listening.join(10)
        took = re.findall(r"Stop the office \(([\d.]+) s\)", self.said)
        assert [seconds for seconds in took if float(seconds) < 12], self.said
        return self.said


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="up", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
        for pid in members(Path(folder)):
            os.kill(pid, signal.SIGKILL)
        Server(Path(folder) / "postgres").stop()


def pid_of(home: Path, words: str) -> int:
    found = [pid for pid in members(home) if words.encode() in Path(f"/proc/{pid}/cmdline").read_bytes()]
    return min(found)


def test_it_opens_survives_kills_stops_whole_and_continues(home: Path) -> None:
    first = Run(home).open()
    assert [first.ask(path)[0] for path in ("/demo/", "/demo/mail/", "/staff/demo/")] == [200, 200, 200]
    assert first.ask("/demo/", Host="evil.example")[0] == 421
    assert first.ask("/demo/", X_Forwarded_For="127.0.0.1")[0] == 404
    server = Server(home / "postgres")
    with psycopg.connect(server.dsn("opensdo_demo"), autocommit=True) as admin:
        admin.execute("CREATE SCHEMA aside; CREATE TABLE aside.kept AS SELECT 42 AS answer")
    assert "already running" in refused(home)

    for words in ("demo.front", "granian", "django\0work", "django\0seal"):
        os.kill(pid_of(home, words), signal.SIGKILL)
    os.kill(server.pid(), signal.SIGKILL)
    first.until(lambda: "does not answer; starting it again" in first.said)
    first.until(lambda: first.ask("/demo/")[0] == first.ask("/staff/demo/")[0] == 200)
    assert first.said.count("SIGKILL; starting it again") >= 4

    said = first.stop()
    assert "Stop the office" in said
    assert members(home) == []
    assert not server.answers()

    second = Run(home).open()
    with psycopg.connect(server.dsn("opensdo_demo")) as admin:
        assert admin.execute("SELECT answer FROM aside.kept").fetchone() == (42,)
    killed = [second.process.pid, server.pid(), *members(home)]
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    second.process.wait()

    third = Run(home, "--fresh").open()
    assert "Deleting the demonstration: database opensdo_demo" in third.said
    with psycopg.connect(server.dsn("opensdo_demo")) as admin:
        assert admin.execute("SELECT to_regclass('aside.kept')").fetchone() == (None,)
    third.stop()
    assert members(home) == []


def refused(home: Path) -> str:
    second = Run(home)
    assert second.process.wait(60) == 1
    second.listening.join(10)
    return second.said


def test_a_taken_port_is_told_with_one_that_is_free(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        run = Run(home, "--port", str(taken.getsockname()[1]))
        assert run.process.wait(60) == 1
        run.listening.join(10)
    assert re.search(r"Port \d+ cannot be used .* Try ./dev up --port \d+", run.said)
