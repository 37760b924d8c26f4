"""An office runs on its own database, a demonstration on one that was made for it; neither opens the other's."""

from __future__ import annotations

from typing import Any

import psycopg
from django.core.exceptions import ImproperlyConfigured

from opensdo.kit.postgres.mark import is_marked


class WrongKind(ImproperlyConfigured):
    """These settings and this database do not belong together."""


def refuse_the_other_kind(database: dict[str, Any], *, demonstration: bool) -> None:
    """Asked once, when a process starts. A database that does not answer yet cannot be asked, and serves nobody."""
    try:
        with psycopg.connect(
            host=database["HOST"],
            port=database["PORT"] or None,
            dbname=database["NAME"],
            user=database["USER"],
            passfile=database["OPTIONS"]["passfile"],
            connect_timeout=5,
        ) as connection:
            marked = is_marked(connection)
    except psycopg.OperationalError:
        return
    if marked and not demonstration:
        raise WrongKind(f"The database {database['NAME']} is a demonstration and can never become an office.")
    if demonstration and not marked:
        raise WrongKind(f"The database {database['NAME']} was not made as a demonstration.")
