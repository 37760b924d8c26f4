"""What ./dev does with the demonstration office: prepare, seed, prove it; a shell; the operator's commands."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import redirect_stdout
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "demo.settings")
os.environ.setdefault("OPENSDO_LOGIN", "worker")

import django

django.setup()  # before the seed's imports; no database is needed for it

import psycopg
from django.conf import settings
from django.core.management import call_command
from psycopg import sql

from demo import letterbox, seed
from demo.environment import ROOT, step
from demo.past.backups import prove_a_backup
from demo.past.evidence import ask_controls
from opensdo.kit.postgres import mark
from opensdo.privacy.data.roles import BACKUP, STEWARD, create_backup_login, create_roles, create_steward
from opensdo.web import cli, founding


def main(words: list[str]) -> int:
    verb, rest = words[0], words[1:]
    if verb in ("prepare", "evidence"):  # `up` has the server running
        prepare(fresh="--fresh" in rest) if verb == "prepare" else _evidence()
        return 0
    with settings.SERVER.borrowed():
        if verb == "seed" or not exists() or not _prepared().exists() or _prepared().read_text() != _schema():
            with redirect_stdout(sys.stderr):  # what a command prints may be read by a program
                prepare(fresh=False)
        if verb == "shell":
            call_command("shell")
            return 0
        if rest[:1] == ["check"]:
            prove_a_backup(datetime.now(UTC))
        return 0 if verb == "seed" else cli.main(rest)


def _evidence() -> None:
    """Beside the running office, and slowly: whoever clicks comes first."""
    os.nice(10)
    prove_a_backup(datetime.now(UTC))
    ask_controls(datetime.now(UTC))


def prepare(*, fresh: bool) -> None:
    """Everything that is missing, and nothing that is there: safe to interrupt and to run again."""
    if fresh and exists():
        delete()
    with step("Make the database and its roles"):
        _make_database()
        founding.make_keys(settings.KEYRING_FOLDER, datetime.now(UTC).date())
    with step("Make tables, grants and the first policy"):
        founding.make_tables()
    for words, tell in seed.STEPS:
        with step(words):
            tell(datetime.now(UTC))
    _prepared().write_text(_schema())


def exists() -> bool:
    with _superuser() as admin:
        return founding.exists(admin, settings.DATABASE)


def delete() -> None:
    """Only ever a demonstration: the mark was set when it was made, and nothing else can set it."""
    with _superuser(settings.DATABASE) as admin:
        if not mark.is_marked(admin):
            raise SystemExit(f"The database {settings.DATABASE} is not a demonstration. Nothing was deleted.")
    folders = [folder for folder in (letterbox.folder(), Path(settings.FILES_FOLDER)) if folder.exists()]
    print(f"  Deleting the demonstration: database {settings.DATABASE}, {', '.join(map(str, folders)) or 'no files'}")
    with _superuser() as admin:
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(settings.DATABASE)))
    for folder in folders:
        shutil.rmtree(folder)


def _prepared() -> Path:
    return Path(settings.HOME) / "prepared"


def _schema() -> str:
    """Of the code that the tables were made by: other code prepares them again before it uses them."""
    digest = sha256(b"")
    for pattern in ("**/migrations/*.py", "**/*.sql", "**/models.py", "privacy/data/*.py"):
        for path in sorted((ROOT / "opensdo").glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _make_database() -> None:
    """Made under another name and renamed when it carries its mark: a kill leaves no unmarked demonstration."""
    server, name = settings.SERVER, settings.DATABASE
    with _superuser() as admin:
        create_steward(admin, server.password(STEWARD))
        create_backup_login(admin, server.password(BACKUP))
        with psycopg.connect(server.dsn(login=STEWARD), autocommit=True) as steward:
            if founding.exists(admin, name):
                create_roles(steward, server.password)
                return
            half_made = f"{name}_half_made"
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(half_made)))
            founding.create_database(steward, half_made, server.password)
        with _superuser(half_made) as inside:
            mark.mark(inside)
        admin.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*map(sql.Identifier, (half_made, name))))


def _superuser(database: str = "postgres") -> psycopg.Connection[Any]:
    return psycopg.connect(settings.SERVER.dsn(database), autocommit=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
