"""Draw the rights in the live catalog as the table that stands in access.txt, written by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.db import connection

from opensdo.privacy.data.purposes import PURPOSES, Login
from opensdo.privacy.data.roles import BASE, OPENER

WRITTEN: Final = Path(__file__).with_name("access.txt")
WHO: Final[dict[str, str]] = {
    BASE: "all",
    **{str(login): login.removeprefix("opensdo_") for login in Login},
    OPENER: "opener",
    **{purpose.role: purpose.code for purpose in PURPOSES},
}
VERBS: Final = {"SELECT": "S", "INSERT": "I", "UPDATE": "U", "DELETE": "D"}
# Each right of each table, column, sequence and function of ours, as PostgreSQL keeps it; but not the owner's own.
RIGHTS: Final = """
  WITH given AS (
    SELECT c.relname::text AS name, c.relkind::text AS kind, '' AS part, c.relacl AS acl, c.relowner AS owner
      FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'm', 'p', 'f', 'S')
    UNION ALL SELECT c.relname, 'column', attname, attacl, c.relowner
      FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
      WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'm', 'p', 'f') AND attnum > 0
        AND NOT attisdropped
    UNION ALL SELECT proname, 'function', '', coalesce(proacl, acldefault('f', proowner)), proowner FROM pg_proc p
      WHERE pronamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = p.oid AND deptype = 'e'))
  SELECT name, kind, part, coalesce(rolname, CASE WHEN grantee = 0 THEN 'PUBLIC' END)::text, privilege_type
    || CASE WHEN is_grantable THEN ' to hand on' ELSE '' END
  FROM given LEFT JOIN LATERAL aclexplode(acl) ON grantee <> owner LEFT JOIN pg_roles r ON r.oid = grantee
  ORDER BY 1, 2, 3, 4, 5
"""


def drawn() -> str:
    """A grid of tables, then the columns of what is small in it, then functions and sequences."""
    with connection.cursor() as cursor:
        cursor.execute(RIGHTS)
        rows: list[tuple[str, ...]] = cursor.fetchall()
    columns: dict[str, list[str]] = defaultdict(list)
    held: dict[tuple[str, str, str], set[str]] = defaultdict(set)  # table, who, verb: the columns
    others: dict[str, set[str]] = defaultdict(set)
    for name, kind, part, _, _ in rows:
        if kind == "column" and part not in columns[name]:
            columns[name].append(part)
    for name, kind, part, who, right in rows:
        if kind in ("function", "S"):
            others[name] |= (
                {WHO.get(who, who) + ("" if right in ("EXECUTE", "USAGE") else f" {right}")} if who else set()
            )
        elif who:
            held[name, WHO.get(who, who), VERBS.get(right, f" {right} ")] |= {part} if part else set(columns[name])
    limits = sorted(
        f"{name} {who} {verb}: {_listed(columns[name], some)}"
        for (name, who, verb), some in held.items()
        if verb != "D" and len(some) < len(columns[name])
    )
    return "\n".join([*_grid(columns, held), "", *limits, "", *_others(others), ""])


def _grid(columns: dict[str, list[str]], held: dict[tuple[str, str, str], set[str]]) -> Iterator[str]:
    names = [*WHO.values(), *sorted({who for _, who, _ in held} - set(WHO.values()))]
    wide = max(map(len, columns)) + 6
    yield "".join(["".ljust(wide), *(f"{name:9}" for name in names)]).rstrip()
    for table in sorted(columns):
        cells = []
        for who in names:
            verbs = [verb for verb in (*VERBS.values(), *_odd(held)) if (table, who, verb) in held]
            small = [v.lower() if len(held[table, who, v]) < len(columns[table]) and v != "D" else v for v in verbs]
            cells.append(f"{''.join(small) or '.':9}")
        yield "".join([f"{table} ({len(columns[table])})".ljust(wide), *cells]).rstrip()


def _odd(held: dict[tuple[str, str, str], set[str]]) -> list[str]:
    return sorted({verb for _, _, verb in held} - set(VERBS.values()))


def _listed(every: list[str], some: set[str]) -> str:
    missing = [name for name in every if name not in some]
    if len(missing) < len(some):
        return "all but " + " ".join(missing)
    return " ".join(name for name in every if name in some)


def _others(others: dict[str, set[str]]) -> Iterator[str]:
    for name, who in sorted(others.items()):
        if who:
            yield f"{name}(): {' '.join(sorted(who))}"
    closed = sorted(name for name, who in others.items() if not who and not name.endswith("_seq"))
    yield "nobody(): " + " ".join(closed)
