"""An office is founded by one command, and never on a demonstration; a demonstration never on an office."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from opensdo.kit.postgres import mark
from opensdo.kit.postgres.server import UNSAFE_BUT_FAST, Server
from opensdo.kit.signing import keys
from opensdo.kit.signing.certificates import read_revocations

pytestmark = pytest.mark.whole
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """Founded once; a server of its own, as on a new machine."""
    with tempfile.TemporaryDirectory(prefix="office", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        with Server(Path(folder) / "postgres", UNSAFE_BUT_FAST).borrowed():
            done = opensdo(Path(folder), "init")
            assert done.returncode == 0, done.stderr
            assert "is founded" in done.stdout
            yield Path(folder)
        shutil.rmtree(folder, ignore_errors=True)


def opensdo(home: Path, *words: str, settings: str = "opensdo.web.settings") -> subprocess.CompletedProcess[str]:
    mine = {name: value for name, value in os.environ.items() if not name.startswith(("OPENSDO_", "DJANGO_"))}
    mine |= {"OPENSDO_HOME": str(home), "OPENSDO_DATABASE": "opensdo", "DJANGO_SETTINGS_MODULE": settings}
    command = [sys.executable, "-m", "opensdo.web.cli", *words]
    return subprocess.run(command, env=mine, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_second_run_changes_nothing_and_says_so(home: Path) -> None:
    """The list of ended certificates is signed once, too."""
    made = {path.name: path.read_bytes() for path in (home / "keys").iterdir()}
    done = opensdo(home, "init")
    assert (done.returncode, "is up to date" in done.stdout) == (0, True)
    assert {path.name: path.read_bytes() for path in (home / "keys").iterdir()} == made
    with psycopg.connect(Server(home / "postgres").dsn("opensdo")) as admin:
        lists = admin.execute("SELECT signed, made_at FROM certification_revocationlist").fetchall()
    known = keys.published(home / "keys")
    assert [read_revocations(signed, known).ended for signed, _ in lists] == [()]


def test_no_key_is_made_in_place_of_one_that_is_lost_or_elsewhere(home: Path) -> None:
    made = {path.name for path in (home / "keys").iterdir()}
    [private] = (home / "keys").glob("[0-9]*.key")
    aside = private.rename(home / "aside")
    opensdo(home, "init")
    assert {path.name for path in (home / "keys").iterdir()} == made - {private.name}
    aside.rename(private)


def test_the_ledger_says_when_the_first_key_was_made_and_says_it_once(home: Path) -> None:
    opensdo(home, "init")
    with psycopg.connect(Server(home / "postgres").dsn("opensdo")) as admin:
        told = admin.execute("SELECT count(*) FROM ledger_entry WHERE kind = 'keyring.made'").fetchone()
    assert told == (1,)
    assert "the newest: made 20" in opensdo(home, "keys", "list").stdout


def test_keys_and_secrets_are_for_their_owner_only(home: Path) -> None:
    public = {*(home / "keys").glob("*.pub"), home / "keys" / "signing-keys.json"}
    for path in set((home / "keys").iterdir()) - public:
        assert path.stat().st_mode & 0o077 == 0


def test_the_superusers_step_is_printed_for_somebody_else_to_run(home: Path) -> None:
    said = opensdo(home, "init", "--superusers-step").stdout
    assert said.startswith("CREATE ROLE opensdo_steward LOGIN CREATEROLE CREATEDB NOINHERIT PASSWORD '")
    assert "SUPERUSER" not in said


def test_a_demonstration_refuses_an_office(home: Path) -> None:
    done = opensdo(home, "check", settings="demo.settings")
    assert done.returncode != 0
    assert "was not made as a demonstration" in done.stderr


def test_an_office_refuses_a_demonstration_and_its_owner_cannot_wash_the_mark_off(home: Path) -> None:
    server = Server(home / "postgres")
    with psycopg.connect(server.dsn(), autocommit=True) as admin:
        admin.execute("CREATE DATABASE washed TEMPLATE opensdo OWNER opensdo_owner")
    with psycopg.connect(server.dsn("washed"), autocommit=True) as admin:
        mark.mark(admin)
        admin.execute("ALTER DATABASE opensdo RENAME TO aside")
    with psycopg.connect(server.dsn("aside"), autocommit=True) as admin:
        admin.execute("ALTER DATABASE washed RENAME TO opensdo")
    try:
        done = opensdo(home, "check")
        assert done.returncode != 0
        assert "can never become an office" in done.stderr
        with psycopg.connect(server.dsn("opensdo", "opensdo_steward"), autocommit=True) as steward:
            steward.execute("SET ROLE opensdo_owner")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                steward.execute("DROP SCHEMA demonstration CASCADE")
    finally:
        with psycopg.connect(server.dsn(), autocommit=True) as admin:
            admin.execute("DROP DATABASE opensdo WITH (FORCE)")
            admin.execute("ALTER DATABASE aside RENAME TO opensdo")


def test_on_somebody_elses_server_the_steward_has_a_password_before_anything_else_is_there(tmp_path: Path) -> None:
    done = opensdo(tmp_path / "office", "init", "--superusers-step")
    assert done.returncode == 0, done.stderr
    kept = Server(tmp_path / "office" / "postgres").passfile("opensdo_steward")
    assert kept.stat().st_mode & 0o077 == 0
    shutil.rmtree(kept.parent)
