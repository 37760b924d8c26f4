"""The operator's command line: `opensdo ledger verify` runs the office's command ledger_verify."""

from __future__ import annotations

import difflib
import os
import sys
from typing import Final

import django
from django.apps import apps
from django.core.management import CommandError, get_commands, load_command_class

OURS: Final = "opensdo."
SHORT: Final = {"check_policy": "check"}  # Django's own `check` is one of ours by another name
DJANGOS: Final = ("migrate",)


def main(words: list[str] | None = None) -> int:
    """The exit code of the command that was named."""
    words = sys.argv[1:] if words is None else words
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opensdo.web.settings")
    os.environ.setdefault("OPENSDO_LOGIN", "worker")  # an operator acts for nobody, as background work does
    django.setup()
    commands = known()
    if not words or words[0] in ("help", "-h", "--help"):
        _tell(commands)
        return 0
    name, rest = find(words, commands)
    if name is None:
        _suggest(words, commands)
        return 2
    return _run(commands[name], name, rest)


def known() -> dict[str, str]:
    """The office's own commands by the words an operator types, each with the name of Django's command."""
    found = {}
    for command, app in get_commands().items():
        if app.startswith(OURS) and apps.is_installed(app):
            found[SHORT.get(command, command).replace("_", " ")] = command
    return found


def find(words: list[str], commands: dict[str, str]) -> tuple[str | None, list[str]]:
    """The longest run of words that names a command, and what is left for it."""
    plain = [word for word in words[:4] if not word.startswith("-")]
    for count in range(len(plain), 0, -1):
        name = " ".join(words[:count])
        if name in commands:
            return name, words[count:]
    return None, words


def _run(command: str, name: str, rest: list[str]) -> int:
    app = get_commands()[command]
    loaded = load_command_class(app, command) if isinstance(app, str) else app
    try:
        loaded.run_from_argv(["opensdo", name, *rest])
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(bool(ended.code))
    except CommandError as failed:
        sys.stderr.write(f"{failed}\n")
        return failed.returncode
    return 0


def _tell(commands: dict[str, str]) -> None:
    sys.stdout.write("opensdo COMMAND, where COMMAND is one of\n\n")
    for name, command in sorted(commands.items()):
        help_text = load_command_class(get_commands()[command], command).help
        sys.stdout.write(f"  {name:<24}{help_text.strip().partition(chr(10))[0]}\n")
    sys.stdout.write("\nopensdo COMMAND --help explains one.\n")


def _suggest(words: list[str], commands: dict[str, str]) -> None:
    typed = " ".join(words[:2])
    near = difflib.get_close_matches(typed, commands, 3, 0.4) or [name for name in commands if words[0] in name]
    hint = f" Did you mean: {', '.join(near)}?" if near else ""
    sys.stderr.write(f"There is no command {typed}.{hint} `opensdo` alone lists them all.\n")


if __name__ == "__main__":
    sys.exit(main())
