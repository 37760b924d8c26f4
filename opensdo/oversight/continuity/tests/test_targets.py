"""A folder holds whole backups or none: full, away, killed, and what may be destroyed."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from opensdo.oversight.continuity import targets
from opensdo.oversight.continuity.rules import spent
from opensdo.oversight.continuity.targets import Full, Label, NotThere

HOLDS_ON = """
import sys, time, pathlib
from opensdo.oversight.continuity import targets
with targets.new(pathlib.Path(sys.argv[1]), "killed") as out:
    out.write(b"half of it"); out.flush()
    print("writing", flush=True)
    time.sleep(600)
"""


def label(name: str, made: str = "2026-11-01", until: str = "", size: int = 3) -> Label:
    return Label(name, made, size, "00", "1", ("2026",), until)


def put(folder: Path, name: str) -> None:
    with targets.new(folder, name) as out:
        out.write(b"all")
    targets.put_label(folder, label(name))


def test_a_whole_one_is_listed_and_nothing_half_made_is_left(tmp_path: Path) -> None:
    put(tmp_path, "a")
    assert [found.name for found in targets.labels(tmp_path)] == ["a"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.age", "a.json"]


def test_without_its_label_or_with_another_length_it_is_none(tmp_path: Path) -> None:
    put(tmp_path, "a")
    (tmp_path / "a.age").write_bytes(b"al")
    with targets.new(tmp_path, "b") as out:
        out.write(b"all")
    (tmp_path / "c.json").write_text("{}")
    (tmp_path / "d.json").write_text("no label")
    assert targets.labels(tmp_path) == []


def test_a_folder_that_is_away_is_not_made(tmp_path: Path) -> None:
    away = tmp_path / "usb"
    with pytest.raises(NotThere, match="Is the disk mounted"), targets.new(away, "a"):
        pass
    assert not away.exists()


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(Full, match="What was begun is removed"), targets.new(tmp_path, "a") as out:
            out.write(b"x" * 200_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []


def test_a_killed_one_is_never_taken_for_whole_and_the_next_clears_it(tmp_path: Path) -> None:
    running = subprocess.Popen([sys.executable, "-c", HOLDS_ON, str(tmp_path)], stdout=subprocess.PIPE)
    assert running.stdout
    assert running.stdout.readline() == b"writing\n"
    put(tmp_path, "beside")
    assert (tmp_path / "killed.age.half").exists(), "one that is being written is left alone"
    running.send_signal(signal.SIGKILL)
    running.wait()
    running.stdout.close()
    assert [found.name for found in targets.labels(tmp_path)] == ["beside"]
    for _ in range(100):  # the kernel lets go of the lock a moment after the process is gone
        put(tmp_path, "next")
        if not list(tmp_path.glob("*.half")):
            break
        time.sleep(0.1)
    assert not list(tmp_path.glob("*.half"))


BACKUPS = [
    label("old", "2026-09-01", "2026-10-01"),
    label("late", "2026-11-01", "2026-11-15"),
    label("kept", "2026-08-01"),
]


@pytest.mark.parametrize(
    ("drilled", "gone"),
    [
        (set(), []),
        ({"old"}, []),
        ({"late"}, ["old"]),
        ({"kept"}, []),
    ],
)
def test_only_what_is_past_its_day_goes_and_only_once_a_newer_one_was_put_back(
    drilled: set[str], gone: list[str]
) -> None:
    assert [found.name for found in spent(BACKUPS, drilled, on=date(2026, 11, 23))] == gone


def test_on_its_last_day_it_stays() -> None:
    newer = label("newer", "2026-11-20")
    assert list(spent([BACKUPS[1], newer], {"newer"}, on=date(2026, 11, 15))) == []
