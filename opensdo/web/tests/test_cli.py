"""An operator types nouns and verbs; a wrong word is answered with the right one."""

from __future__ import annotations

import pytest

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
