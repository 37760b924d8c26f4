"""One consistent look at the whole database, by the login that may read every row and write none."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import Any, Final

import psycopg
from django.conf import settings
from psycopg import sql

from opensdo.kit.postgres import binaries, mark
from opensdo.oversight.continuity.manifest import Ledger, Table
from opensdo.privacy.data.roles import BACKUP

PART: Final = 4 * 1024 * 1024
FLEETING: Final = ("sessions_session", "sessions_contextkey")  # whoever is restored signs in again
ONE_WAY_TO_WRITE_A_ROW: Final = (
    "SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO'; SET LOCAL intervalstyle = 'postgres';"
    " SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'"
)


class NotAnswering(Exception):
    """The login for backups cannot connect."""


class NotDumped(Exception):
    """PostgreSQL's own tool failed; its last words are in the message."""


@dataclass(frozen=True)
class Snapshot:
    """Everything read here, and the dump, see the database as it was at one moment. Locks nobody out."""

    connection: psycopg.Connection[Any]
    id: str

    def tables(self) -> dict[str, Table]:
        self.connection.execute(ONE_WAY_TO_WRITE_A_ROW)
        return {name: self._table(name) for name in self._names() if name not in FLEETING}

    def ledger(self) -> Ledger:
        n, head = self._one("SELECT n, hash FROM ledger_head")
        last = self._one("SELECT n, hash FROM ledger_checkpoint ORDER BY n DESC LIMIT 1") or (0, b"")
        return Ledger(n, head.hex(), last[0], last[1].hex())

    def keyrings(self) -> dict[str, int]:
        return dict(self.connection.execute("SELECT keyring, count(*) FROM data_datakey GROUP BY 1").fetchall())

    def ledger_is_whole(self) -> str:
        """Empty when it is; else why not."""
        return str(self._one("SELECT why FROM ledger_verify()")[0] or "")

    def files(self) -> dict[str, str]:
        """Every file that a record names, with the digest of its sealed bytes."""
        found = self.connection.execute("SELECT DISTINCT storage_key, sealed_digest FROM documents_document ORDER BY 1")
        return dict(found.fetchall())

    def migrations(self) -> tuple[str, ...]:
        found = self.connection.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1").fetchall()
        return tuple(name for (name,) in found)

    def policy(self) -> int | None:
        found = self._one("SELECT max(number) FROM policy_version WHERE effective_on <= current_date")
        return int(found[0]) if found[0] is not None else None

    def is_demonstration(self) -> bool:
        return mark.is_marked(self.connection)

    def postgres(self) -> int:
        return self.connection.info.server_version // 10_000

    def dump(self) -> Iterator[bytes]:
        """PostgreSQL's custom format, in parts of the same length but for the last. Raises NotDumped."""
        with TemporaryFile() as said:
            dumping = subprocess.Popen(self._command(), env=self._environment(), stdout=subprocess.PIPE, stderr=said)  # noqa: S603
            try:
                if dumping.stdout:
                    while part := dumping.stdout.read(PART):
                        yield part
            finally:
                if dumping.stdout:
                    dumping.stdout.close()
                failed = dumping.wait()
            if failed:
                said.seek(0)
                raise NotDumped(last_words(said.read()))

    def _command(self) -> list[str]:
        told = self.connection.info.get_parameters()
        words = ["--format=custom", "--compress=1", "--no-password", f"--snapshot={self.id}"]
        words += ["--no-unlogged-table-data", f"--exclude-schema={mark.SCHEMA}"]  # a superuser's
        words += [f"--host={told['host']}", f"--username={told['user']}", f"--dbname={told['dbname']}"]
        words += [f"--port={self.connection.info.port}"]
        return [str(binaries.tool("pg_dump")), *words, *(f"--exclude-table-data={name}" for name in FLEETING)]

    def _environment(self) -> dict[str, str]:
        return os.environ | {"PGPASSFILE": str(settings.SERVER.passfile(BACKUP))}

    def _names(self) -> list[str]:
        found = self.connection.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relpersistence = 'p'"
            " AND relnamespace = 'public'::regnamespace ORDER BY 1"
        )
        return [name for (name,) in found]

    def _table(self, name: str) -> Table:
        rows, summed = self._one(
            sql.SQL(
                "SELECT count(*), coalesce(sum(hashtextextended(ROW(t.*)::text, 0)::numeric), 0) FROM public.{} t"
            ).format(sql.Identifier(name))
        )
        return Table(rows, str(summed))

    def _one(self, query: Any) -> Any:
        return self.connection.execute(query).fetchone()


@contextmanager
def taken(database: str | None = None) -> Iterator[Snapshot]:
    """Raises NotAnswering."""
    told = settings.DATABASES["default"]
    try:
        connection = psycopg.connect(
            host=told["HOST"],
            port=told["PORT"] or None,
            dbname=database or told["NAME"],
            user=BACKUP,
            passfile=str(settings.SERVER.passfile(BACKUP)),
            connect_timeout=10,
        )
    except psycopg.OperationalError as failed:
        raise NotAnswering(str(failed).strip()) from failed
    with connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        found = connection.execute("SELECT pg_export_snapshot()").fetchone()
        yield Snapshot(connection, str(found[0]) if found else "")


def last_words(said: bytes) -> str:
    return "\n".join(said.decode(errors="replace").splitlines()[-8:])
