"""A database made for demonstration says so for ever, also as a restored copy: a schema that its owner cannot drop."""

from __future__ import annotations

from typing import Any

from psycopg import Connection

SCHEMA = "demonstration"


def mark(superuser: Connection[Any]) -> None:
    """Set once, by a superuser, while the database is empty."""
    superuser.execute(f"CREATE SCHEMA {SCHEMA}")
    superuser.execute(f"COMMENT ON SCHEMA {SCHEMA} IS 'Everything in this database is invented.'")


def is_marked(connection: Connection[Any]) -> bool:
    return connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [SCHEMA]).fetchone() is not None
