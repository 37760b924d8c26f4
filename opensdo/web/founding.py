"""Found an office: the superuser's step, the steward's, then the tables. Each may be done again at any time."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.utils import timezone
from psycopg import Connection, sql

from opensdo.kit.signing import keys as signing
from opensdo.law.office import office
from opensdo.papers.documents import sealing
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.keyring import make_keyring
from opensdo.privacy.data.purposes import NOTIFY, Login
from opensdo.privacy.data.roles import OWNER, STEWARD, create_roles
from opensdo.programs.certification.actions import certificates

Passwords = Callable[[str], str]


def superusers_step(password_of: Passwords) -> str:
    """What a database administrator runs by hand on a real server, once."""
    secret = sql.Literal(password_of(STEWARD)).as_string()
    return f"CREATE ROLE {STEWARD} LOGIN CREATEROLE CREATEDB NOINHERIT PASSWORD {secret};"


def create_database(steward: Connection[Any], name: str, password_of: Passwords) -> bool:
    """Roles, then the database if it is missing; whether it was."""
    create_roles(steward, password_of)
    if exists(steward, name):
        return False
    database = sql.Identifier(name)
    steward.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, sql.Identifier(OWNER)))
    steward.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(OWNER)))
    steward.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    guests = sql.SQL(", ").join(map(sql.Identifier, (STEWARD, *Login)))
    steward.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, guests))
    steward.execute("RESET ROLE")
    return True


def exists(connection: Connection[Any], name: str) -> bool:
    return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def make_keys(folder: Path, today: date) -> None:
    """The first keys of the vault and of the certificates, and what each site signs its cookies with."""
    if not list(folder.glob("*.key")):
        make_keyring(folder, str(today.year))
    sealing.make_address_key(folder)
    signing.make(folder, office=office().name, on=today)
    for login in Login:
        path = folder / f"secret.{login}"
        if not path.exists():
            half_made = path.with_name(f"{path.name}.new")
            half_made.touch(mode=0o600)
            half_made.write_text(secrets.token_urlsafe(48))
            half_made.rename(path)


def make_tables() -> None:
    call_command("migrate", verbosity=0)
    call_command("post_policy", if_none=True, stdout=StringIO())
    call_command("collectstatic", interactive=False, verbosity=0)
    with acting(None, NOTIFY):
        certificates.publish_first(at=timezone.now())
