"""The operator's command line: `opensdo ledger verify` runs the office's command ledger_verify."""

from __future__ import annotations

import argparse
import difflib
import os
import sys
from typing import Final

import django
import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management import BaseCommand, CommandError, get_commands, handle_default_options, load_command_class
from django.db import DatabaseError, connections

from opensdo.kit.build import build

OURS: Final = "opensdo."
SHORT: Final = {"check_policy": "check"}  # Django's own `check` is one of ours by another name
LOOK: Final = """Does it run, do OPENSDO_DATABASE_HOST, _PORT and OPENSDO_DATABASE name it, and may this account
read the pass file? A new office has none before `opensdo init`. The words above are PostgreSQL's own;
--traceback shows all of them."""


def main(words: list[str] | None = None) -> int:
    """The exit code of the command that was named."""
    words = sys.argv[1:] if words is None else words
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opensdo.web.settings")
    os.environ.setdefault("OPENSDO_LOGIN", "worker")  # an operator acts for nobody, as background work does
    if words[:1] in (["seal"], ["ledger"]):
        os.environ["OPENSDO_LOGIN"] = "sealer"  # the ledger is chained and asked by a login that does nothing else
    try:
        django.setup()
    except OSError as failed:  # the settings read the keys
        sys.stderr.write(f"{in_words(failed)}\n")
        return 1
    for told in settings.DATABASES.values():
        if words[:1] != ["work"]:  # only the worker does several things at once; a pool hides why nobody answers
            told["OPTIONS"].pop("pool", None)
    commands = known()
    if not words or words[0] in ("help", "-h", "--help"):
        _tell(commands)
        return 0
    if words[0] == "--version":
        sys.stdout.write(f"OpenSDO {build()}\n")
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
        _execute(loaded, name, rest)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(bool(ended.code))
    except CommandError as failed:
        sys.stderr.write(f"{failed}\n")
        return failed.returncode
    except KeyboardInterrupt:
        return 130
    except (EOFError, OSError, DatabaseError, psycopg.Error) as failed:
        if "--traceback" in rest:
            raise
        sys.stderr.write(f"{in_words(failed)}\n")
        return 1
    return 0


def _execute(loaded: BaseCommand, name: str, rest: list[str]) -> None:
    """What Django does with the words of a command line, but for how it tells what failed."""
    options = vars(loaded.create_parser("opensdo", name).parse_args(rest))
    words = options.pop("args", ())
    handle_default_options(argparse.Namespace(**options))
    try:
        loaded.execute(*words, **options)
    finally:
        connections.close_all()


def in_words(failed: BaseException) -> str:
    """What an operator does about it. A row may stand in the later lines of a database's words: they stay unsaid."""
    said = (str(failed).strip() or type(failed).__name__).splitlines()[0].rstrip(".")
    if isinstance(failed, EOFError):
        return "This command asks before it acts, and nobody was there to answer. Run it in a terminal, or add --yes."
    if isinstance(failed, PermissionError):
        return f"{failed.filename} may not be used by this account. Run this as the account of the office."
    if isinstance(failed, FileNotFoundError) and failed.filename:
        return f"{failed.filename} is not there. Is OPENSDO_HOME right ({settings.HOME}), and was `opensdo init` run?"
    if isinstance(failed, OSError):
        return f"{failed.filename or 'This'} cannot be read or written: {failed.strerror or said}."
    if isinstance(failed.__cause__ or failed, psycopg.OperationalError):
        return f"The database does not answer as it should: {said}.\n{LOOK}"
    return f"The database refused: {said}.\nIf this software is newer than the tables, run `opensdo init`."


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
