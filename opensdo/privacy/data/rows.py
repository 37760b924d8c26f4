"""Many rows in one statement with one parameter: far cheaper than a parameter for every value."""

from __future__ import annotations

from collections.abc import Mapping


def insertion(table: str, columns: Mapping[str, str], *, returning: str = "") -> str:
    """An INSERT of the rows in one JSON list; `columns` gives each name its type."""
    names = ", ".join(columns)
    tail = f" RETURNING {returning}" if returning else ""
    return f"INSERT INTO {table} ({names}) SELECT {names} FROM {given(columns)}{tail}"  # noqa: S608


def given(columns: Mapping[str, str]) -> str:
    typed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    return f"jsonb_to_recordset(%s) AS given ({typed})"
