"""An operator types nouns and verbs; a wrong word is answered with the right one."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from opensdo import web
from opensdo.web import cli

KNOWN = {
    "check": "check_policy",
    "ledger verify": "ledger_verify",
    "import businesses": "import_businesses",
    "init": "init",
}


@pytest.mark.parametrize(
    ("typed", "name", "rest"),
    [
        ("check --json", "check", ["--json"]),
        ("ledger verify", "ledger verify", []),
        ("import businesses firms.csv --mapping m.toml", "import businesses", ["firms.csv", "--mapping", "m.toml"]),
        ("ledger", None, ["ledger"]),
        ("--json check", None, ["--json", "check"]),
    ],
)
def test_the_longest_name_is_the_command_and_the_rest_is_for_it(typed: str, name: str | None, rest: list[str]) -> None:
    assert cli.find(typed.split(), KNOWN) == (name, rest)


def test_only_the_offices_own_commands_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 0
    said = capsys.readouterr().out
    assert "  check " in said
    assert "  init " in said
    assert "runserver" not in said
    assert "check_policy" not in said


@pytest.mark.parametrize(
    ("typed", "meant"), [("chek", "check"), ("post polcy", "post policy"), ("policy", "post policy")]
)
def test_a_wrong_word_is_answered_with_the_right_one(
    typed: str, meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(typed.split()) == 2
    assert meant in capsys.readouterr().err


AWAY = "connection to server failed: Connection refused\nDETAIL: Key (email)=(ada@example.org)"


@pytest.mark.parametrize(
    ("failed", "said"),
    [
        (EOFError(), "add --yes"),
        (PermissionError(13, "Permission denied", "/srv/office/keys/2026.key"), "as the account of the office"),
        (FileNotFoundError(2, "No such file", "/srv/office/keys"), "was `opensdo init` run?"),
        (OSError(28, "No space left on device", "/srv/office/files"), "No space left"),
        (psycopg.OperationalError(AWAY), "OPENSDO_DATABASE_HOST"),
        (psycopg.errors.UndefinedTable(AWAY), "run `opensdo init`"),
    ],
)
def test_what_can_go_wrong_on_a_machine_is_told_in_words(failed: Exception, said: str) -> None:
    told = cli.in_words(failed)
    assert said in told
    assert "ada@" not in told


def test_a_command_without_a_database_says_what_to_look_at() -> None:
    """A process of its own, as an operator starts it: no office was founded where it looks."""
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, "-m", "opensdo.web.cli", "keys", "list"],
            env=os.environ
            | {"OPENSDO_HOME": home, "OPENSDO_DATABASE_HOST": home, "DJANGO_SETTINGS_MODULE": "opensdo.web.settings"},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "OPENSDO_DATABASE_HOST" in done.stderr


@pytest.mark.parametrize(
    ("host", "told", "mode"),
    [
        ("db.example.org", None, "verify-full"),
        ("db.example.org", "require", "require"),
        ("127.0.0.1", None, "disable"),
        ("/run/postgresql", None, "disable"),
    ],
)
def test_a_database_on_another_machine_has_to_prove_who_it_is(
    host: str, told: str | None, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever PGSSLMODE happened to be: only the office's own setting says otherwise."""
    monkeypatch.setenv("PGSSLMODE", "disable")
    monkeypatch.setenv("OPENSDO_DATABASE_HOST", host)
    if told:
        monkeypatch.setenv("OPENSDO_DATABASE_TLS", told)
    runpy.run_path(str(Path(web.__file__).parent / "settings.py"))
    assert os.environ["PGSSLMODE"] == mode
