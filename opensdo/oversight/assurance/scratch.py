"""A scratch copy of the schema with an invented cast in it, where each promise can be broken without harm.

A process of its own makes it, breaks it and drops it: with its own keys, files and settings. Nothing that the office
holds is in it, and no letter leaves it.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.test import override_settings
from psycopg import sql

from opensdo.kit.build import build
from opensdo.kit.signing import keys as signing
from opensdo.law.office import office
from opensdo.oversight.assurance import cast
from opensdo.oversight.assurance.logins import as_login
from opensdo.oversight.continuity.cast import put_back
from opensdo.parties.accounts.actions import open_account
from opensdo.parties.accounts.models import Role, User
from opensdo.parties.personnel.actions.appointing import found as appoint
from opensdo.parties.personnel.actions.inviting import Newcomer, employ
from opensdo.parties.personnel.queries import day_of
from opensdo.parties.personnel.rules import last_day
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.keyring import make_keyring
from opensdo.privacy.data.purposes import NOTIFY, Login
from opensdo.privacy.data.roles import OWNER, STEWARD
from opensdo.privacy.policy.proving import SCRATCH, Trial, prove
from opensdo.privacy.sessions.keys import SITES, make_secret
from opensdo.programs.certification.actions import certificates

WORD: Final = "_scratch_"
ELSEWHERE: Final = ("OPENSDO_FILES", "OPENSDO_KEYS", "OPENSDO_KEY_SERVICE", "OPENSDO_CLAMD")  # where the office's are
NOT_COLLECTED: Final = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


class Unproven(Exception):
    """The scratch copy could not be made or asked; the message says why."""


def trials(only: Collection[str] = (), *, module: str | None = None) -> tuple[str, list[Trial]]:
    """Starts the scratch process and waits for it: its build, and what it saw. Raises Unproven."""
    with TemporaryDirectory(prefix="opensdo-scratch-") as folder:
        home = Path(folder)
        (home / "postgres").symlink_to(settings.SERVER.wanted)  # the same server and pass files, and nothing else
        name = f"{settings.DATABASE}{WORD}{secrets.token_hex(4)}"
        words = [sys.executable, "-m", "opensdo.oversight.assurance", *only]
        done = subprocess.run(words, env=_environment(home, name, module), stdout=subprocess.PIPE, check=False)  # noqa: S603
    if done.returncode:
        raise Unproven(f"the scratch process ended with {done.returncode}")
    said = json.loads(done.stdout)
    return said["build"], [Trial(**trial) for trial in said["trials"]]


def run(only: Collection[str], at: datetime) -> str:
    """What the scratch process does, as JSON."""
    if WORD not in settings.DATABASE:
        raise Unproven("this is not a scratch process")
    with _database(settings.DATABASE), override_settings(STORAGES=NOT_COLLECTED):
        found(at)
        seen = prove(using=settings.OWNER_DATABASE, reading="default", only=only)
    return json.dumps({"build": build(), "trials": [asdict(trial) for trial in seen]})


def found(at: datetime) -> None:
    """Keys, tables, the policy, Ada, who applies, and Vera, who works here."""
    owner, keys = settings.OWNER_DATABASE, Path(settings.KEYRING_FOLDER)
    make_keyring(keys, str(at.year))
    signing.make(keys, office=office().name, on=at.date())
    for site in SITES:
        make_secret(site)
    Path(settings.STATIC_ROOT).mkdir()
    call_command("migrate", verbosity=0)
    call_command("post_policy", stdout=StringIO())
    with acting(None, NOTIFY):
        certificates.publish_first(at=at)
    ada = open_account("ada@example.org", is_staff=False, using=owner)
    with as_login(Login.PUBLIC):
        by = User.objects.get(pk=ada.pk)
        cast.submit(cast.fill(cast.begin(by, at), by=by, at=at).application, by=by, at=at)
    vera = employ(Newcomer("vera@example.org", "Vera Lund", "Administrator"), using=owner)
    appoint(vera, Role.ADMINISTRATOR, last_day(day_of(at), 12), at=at, using=owner)
    put_back(at)
    for _ in range(3):  # what is committed is chained by the next seal, unless somebody holds the horizon
        with as_login(Login.SEALER):
            call_command("seal", once=True)


@contextmanager
def _database(name: str) -> Iterator[None]:
    """Made and dropped by the steward. What a killed run left behind goes first."""
    with _steward() as steward:
        for (left,) in steward.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"%{WORD}%"]):
            _drop(steward, left)
        steward.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*map(sql.Identifier, (name, OWNER))))
        steward.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(OWNER)))
        steward.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(SCRATCH)))
        try:
            yield
        finally:
            for connection in connections.all(initialized_only=True):
                connection.close()
                if isinstance(connection, DatabaseWrapper):
                    connection.close_pool()  # else the server waits for it before it drops
            _drop(steward, name)


def _drop(steward: psycopg.Connection[Any], name: str) -> None:
    """One that is in use belongs to another run and stays."""
    try:
        steward.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(OWNER)))
        steward.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
    except (psycopg.errors.ObjectInUse, psycopg.errors.InsufficientPrivilege):
        pass
    finally:
        steward.execute("RESET ROLE")


def _steward() -> psycopg.Connection[Any]:
    database = connections[settings.OWNER_DATABASE].settings_dict
    return psycopg.connect(
        host=database["HOST"],
        port=database["PORT"] or None,
        dbname="postgres",
        user=STEWARD,
        passfile=str(settings.SERVER.passfile(STEWARD)),
        autocommit=True,
        connect_timeout=10,
    )


def _environment(home: Path, name: str, module: str | None) -> dict[str, str]:
    """The office's own settings but for where things lie: keys and files of the office stay out of reach."""
    rest = {word: value for word, value in os.environ.items() if word not in ELSEWHERE}
    ours = {"OPENSDO_HOME": str(home), "OPENSDO_DATABASE": name, "OPENSDO_LOGIN": "worker"}
    return {**rest, **ours, "DJANGO_SETTINGS_MODULE": module or os.environ["DJANGO_SETTINGS_MODULE"]}
