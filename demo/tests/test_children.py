"""What `up` starts is started again when it dies, and none of it is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from demo.children import MARK, Child, end_leftovers

FAMILY = "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']); "


@pytest.fixture
def child(tmp_path: Path) -> Iterator[Child]:
    mine = os.environ | {MARK: str(tmp_path)}
    made = Child("family", [sys.executable, "-c", FAMILY + "time.sleep(600)"], mine, tmp_path / "log")
    made.start()
    until(lambda: len(members(tmp_path)) == 2)
    yield made
    made.stop(5)


def members(folder: Path) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            ours = f"{MARK}={folder}".encode() in (path / "environ").read_bytes().split(b"\0")
            if ours and (path / "stat").read_text().rpartition(")")[2].split()[0] != "Z":
                found.append(int(path.name))
        except OSError:
            continue
    return found


def until(true: Callable[[], bool]) -> None:
    for _ in range(200):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen in 10 s")


def test_stopping_it_stops_what_it_started(child: Child, tmp_path: Path) -> None:
    child.stop(5)
    assert members(tmp_path) == []


def test_a_killed_one_is_started_again_without_its_orphans(child: Child, tmp_path: Path) -> None:
    assert child.process
    old = members(tmp_path)
    os.kill(child.process.pid, signal.SIGKILL)
    child.process.wait()
    news = child.tend()
    assert news
    assert "SIGKILL" in news
    assert members(tmp_path) == []
    until(lambda: child.tend() is None and len(members(tmp_path)) == 2)
    assert not set(old) & set(members(tmp_path))


def test_one_that_keeps_failing_is_started_ever_more_seldom(tmp_path: Path) -> None:
    failing = Child("failing", [sys.executable, "-c", "raise SystemExit(3)"], os.environ, tmp_path / "log")
    pauses = []
    for _ in range(8):
        failing.start()
        assert failing.process
        failing.process.wait()
        assert "exit 3" in (failing.tend() or "")
        pauses.append(failing.pause)
    assert pauses == [1, 2, 4, 8, 16, 30, 30, 30]


def test_leftovers_of_a_killed_run_are_found_by_their_folder(child: Child, tmp_path: Path) -> None:
    assert end_leftovers(tmp_path / "other") == 0
    assert end_leftovers(tmp_path) == 2
    assert members(tmp_path) == []


def test_children_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    parent = f"""
import os, sys, time
from pathlib import Path
from demo.children import Child
words = [sys.executable, "-c", "import time; time.sleep(600)"]
Child("lonely", words, os.environ, Path({str(tmp_path / "log")!r})).start()
time.sleep(600)
"""
    process = subprocess.Popen([sys.executable, "-c", parent], env=os.environ | {MARK: str(tmp_path)})
    until(lambda: len(members(tmp_path)) == 2)
    process.kill()
    process.wait()
    until(lambda: members(tmp_path) == [])
