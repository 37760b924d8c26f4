"""Found an office: the superuser's step, the steward's, then the tables. Each may be done again at any time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from io import StringIO
from pathlib import Path
from textwrap import indent
from typing import Any, Final

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from psycopg import Connection, sql

from opensdo.kit.signing import keys as signing
from opensdo.law.office import office
from opensdo.papers.documents import sealing
from opensdo.privacy.data import keyring, rotation
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.keyring import make_keyring
from opensdo.privacy.data.purposes import NOTIFY, Login
from opensdo.privacy.data.roles import (
    BACKUP,
    BACKUP_MAY,
    BACKUP_ONLY,
    OWNER,
    STEWARD,
    create_backup_login,
    create_roles,
    create_steward,
)
from opensdo.privacy.sessions.keys import make_secret
from opensdo.programs.certification.actions import certificates

WITHOUT_STEWARD: Final = f"""The login {STEWARD} cannot connect ({{}}).
On your own database server, let its administrator run this once, then run `opensdo init` again:

{{}}

(`opensdo init --superusers-step` prints it alone. The password is kept in {{}}.)"""

Passwords = Callable[[str], str]


class NoSteward(Exception):
    """The steward cannot connect; the message says what a superuser runs."""


def superusers_step(password_of: Passwords) -> str:
    """What a database administrator runs by hand on a real server, once."""
    steward, backup = (sql.Literal(password_of(login)).as_string() for login in (STEWARD, BACKUP))
    return "\n".join(
        f"{statement};"
        for statement in (
            f"CREATE ROLE {STEWARD} LOGIN CREATEROLE CREATEDB NOINHERIT PASSWORD {steward}",
            f"CREATE ROLE {BACKUP} {BACKUP_MAY} PASSWORD {backup}",
            *BACKUP_ONLY,
        )
    )


@contextmanager
def server_at_hand() -> Iterator[None]:
    """Our own server runs and has had the superuser's step; somebody else's had it from its administrator."""
    if settings.DATABASES["default"]["HOST"] != str(settings.SERVER.socket):
        yield
        return
    with settings.SERVER.borrowed() as server:
        with psycopg.connect(server.dsn(), autocommit=True) as superuser:
            create_steward(superuser, server.password(STEWARD))
            create_backup_login(superuser, server.password(BACKUP))
        yield


@contextmanager
def steward_at_work() -> Iterator[Connection[Any]]:
    """Raises NoSteward, which says what to run."""
    database = settings.DATABASES["owner"]
    try:
        connection = psycopg.connect(
            host=database["HOST"],
            port=database["PORT"] or None,
            dbname="postgres",
            user=STEWARD,
            passfile=database["OPTIONS"]["passfile"],
            autocommit=True,
            connect_timeout=10,
        )
    except psycopg.OperationalError as failed:
        step = superusers_step(settings.SERVER.password)
        raise NoSteward(
            WITHOUT_STEWARD.format(str(failed).strip(), indent(step, "    "), settings.SERVER.passfile(STEWARD))
        ) from failed
    with connection:
        yield connection


def create_database(steward: Connection[Any], name: str, password_of: Passwords) -> bool:
    """Roles, then the database if it is missing; whether it was."""
    create_roles(steward, password_of)
    if exists(steward, name):
        return False
    database = sql.Identifier(name)
    steward.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, sql.Identifier(OWNER)))
    steward.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(OWNER)))
    steward.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    guests = sql.SQL(", ").join(map(sql.Identifier, (STEWARD, BACKUP, *Login)))
    steward.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, guests))
    steward.execute("RESET ROLE")
    return True


def exists(connection: Connection[Any], name: str) -> bool:
    return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def make_keys(folder: Path, today: date, *, new: bool = True) -> None:
    """The first keys of the vault and of the certificates, and what each site signs its cookies with.

    Where a public half is, its private half is lost or elsewhere: a pair more would be sealed to, and nobody asked for
    it. An office that lost both gets one of a later name: what lies in the database is sealed to the old one.
    """
    if not [*folder.glob(keyring.PUBLIC), *folder.glob(keyring.PRIVATE)]:
        make_keyring(folder, str(today.year) if new else today.isoformat())
    sealing.make_address_key(folder)
    signing.make(folder, office=office().name, on=today)
    for login in Login:
        make_secret(login)


def make_tables() -> None:
    call_command("migrate", verbosity=0)
    call_command("post_policy", if_none=True, stdout=StringIO())
    call_command("collectstatic", interactive=False, verbosity=0)
    rotation.tell_of_a_new_one(using=settings.KEYS_DATABASE)
    with acting(None, NOTIFY):
        certificates.publish_first(at=timezone.now())
