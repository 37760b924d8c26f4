"""The worst day: a new machine, the backup, its key, the keys of the office; killed halfway; then a drill."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from opensdo.kit.postgres.server import UNSAFE_BUT_FAST, Server
from opensdo.oversight.continuity.tests.conftest import Office

pytestmark = pytest.mark.kills
ROOT = Path(__file__).resolve().parents[4]


class Machine:
    """An installation with nothing in it but the keys of the office, brought by hand."""

    def __init__(self, home: Path, keys: Path) -> None:
        self.home, self.server = home, Server(home / "postgres", UNSAFE_BUT_FAST)
        home.mkdir(mode=0o755)
        shutil.copytree(keys, home / "keys")

    def start(self, *words: object) -> subprocess.Popen[str]:
        mine = {name: value for name, value in os.environ.items() if not name.startswith(("OPENSDO_", "DJANGO_"))}
        mine |= {"OPENSDO_HOME": str(self.home), "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "opensdo.web.cli", *map(str, words)]
        return subprocess.Popen(command, env=mine, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(self, *words: object) -> tuple[int, str]:
        running = self.start(*words)
        said, complained = running.communicate()
        return running.returncode, said + complained

    def kill_when_it_says(self, what: str, *words: object) -> None:
        running = self.start(*words)
        assert running.stderr
        for line in running.stderr:
            if line.startswith(what):
                running.send_signal(signal.SIGKILL)
                break
        assert running.wait() == -signal.SIGKILL
        running.communicate()

    def asks(self, question: str) -> object:
        with psycopg.connect(self.server.dsn("opensdo")) as superuser:
            found = superuser.execute(question).fetchone()
        return found[0] if found else None

    def databases(self) -> set[str]:
        with psycopg.connect(self.server.dsn()) as superuser:
            return {name for (name,) in superuser.execute("SELECT datname FROM pg_database").fetchall()}


@pytest.fixture
def machine(backed_up: Office) -> Iterator[Machine]:
    made = Machine(backed_up.folder / "new", backed_up.keys)
    with made.server.borrowed():
        yield made
    shutil.rmtree(made.home)


def test_an_office_comes_back_whole_after_two_kills_and_is_never_written_over(
    backed_up: Office, machine: Machine
) -> None:
    words = ("restore", backed_up.second, "--identity", backed_up.identity)
    refuses_without_its_keys(backed_up, machine, *words)
    for stage in ("The database", "Compare every row"):
        machine.kill_when_it_says(stage, *words)
        assert "opensdo" not in machine.databases(), "half an office has another name"
    code, said = machine.run(*words)
    assert code == 0, said
    assert "opensdo ledger adopt" in said
    assert machine.databases() >= {"opensdo"}
    assert not {name for name in machine.databases() if "half" in name}
    assert machine.asks("SELECT count(*) FROM data_vaultitem") == 3
    assert machine.asks(f"SELECT keyrings ? '2026' FROM continuity_backup WHERE name = '{backed_up.second.stem}'")
    assert machine.asks("SELECT count(*) FROM ledger_entry WHERE kind = 'backup.made'") == 1, "not chained yet"
    files = {path for path in (machine.home / "files").rglob("*") if path.suffix != ".half" and path.is_file()}
    assert len(files) == machine.asks("SELECT count(DISTINCT storage_key) FROM documents_document")

    code, said = machine.run(*words)
    assert (code, "Nothing is ever restored over an office" in said) == (1, True)
    for verb in ("adopt --yes", "verify"):
        code, said = machine.run("ledger", *verb.split())
        assert code == 0, said
    drills(machine, *words)


def refuses_without_its_keys(backed_up: Office, machine: Machine, *words: object) -> None:
    stranger = backed_up.folder / "stranger.txt"
    stranger.write_text("no key")
    code, said = machine.run("restore", backed_up.first, "--identity", stranger)
    assert (code, "Nothing was restored" in said, "holds no private key" in said) == (1, True, True)
    code, said = machine.run(*words, "--scratch")
    assert (code, "Only a drill restores into a scratch place" in said) == (1, True)
    aside = (machine.home / "keys" / "2026.key").rename(machine.home / "2026.key")
    code, said = machine.run(*words)
    assert (code, "These keys are not here: 2026" in said) == (1, True)
    aside.rename(machine.home / "keys" / "2026.key")


def drills(machine: Machine, *words: object) -> None:
    """The evidence is kept, good and bad; a killed drill is cleared away by the next."""
    code, said = machine.run(*words, "--drill")
    assert code == 0, said
    assert "All of it matches" in said
    assert machine.asks("SELECT matched AND values_opened > 0 AND files_opened > 0 FROM continuity_drill") is True
    assert machine.asks("SELECT count(*) FROM ledger_entry WHERE kind = 'backup.drilled'") == 1
    assert not (machine.home / "drill").exists()

    machine.kill_when_it_says("Restore into a scratch", *words, "--drill")
    stolen = machine.home / "stolen"
    shutil.copytree(machine.home / "keys", stolen)
    (stolen / "2026.key").write_bytes(bytes(32))
    code, said = machine.run(*words, "--drill", "--keys", stolen)
    assert (code, "What is sealed did not open" in said) == (1, True), said
    assert machine.asks("SELECT count(*) FROM continuity_drill WHERE NOT matched") == 1
