"""The rules as they come with the software, who may use them, and where the live database differs from that."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from django.db.backends.utils import CursorWrapper

from opensdo.privacy.data.grants import HERE, may_call, repeatable

FUNCTION: Final = re.compile(r"CREATE OR REPLACE FUNCTION (\w+)\((.*?)AS \$\$(.*?)\$\$", re.DOTALL)
LIVE: Final = """
    SELECT proname::text, prosecdef, prosrc FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND proname = ANY (%s)
"""
DOORS: Final = """
    SELECT proname::text, ARRAY(SELECT CASE grantee WHEN 0 THEN 'everybody' ELSE grantee::regrole::text END
      FROM aclexplode(coalesce(proacl, acldefault('f', proowner))) WHERE grantee <> proowner)
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
"""
Rule = tuple[str, bool, str]  # its name, whether it runs as its owner, its text


def rules() -> Iterator[tuple[str, Rule]]:
    """Each function with the room that brings it."""
    for path in (*repeatable(), *sorted(Path(HERE, "sql", "as_opener").glob("*.sql"))):
        room = path.relative_to(HERE.parent.parent).parts[1]
        for name, head, body in FUNCTION.findall(path.read_text()):
            yield room, (name, "SECURITY DEFINER" in head, body)


def differing(cursor: CursorWrapper, ours: Callable[[str, str], bool]) -> tuple[int, list[str]]:
    """`ours` picks by room and name. How many there are, and which are gone, were changed, or were added to."""
    said = {rule for room, rule in rules() if ours(room, rule[0])}
    cursor.execute(LIVE, [sorted({name for name, *_ in said})])
    live = {(name, definer, body) for name, definer, body in cursor.fetchall()}
    return len(said), sorted({name for name, *_ in said ^ live})


def doors(cursor: CursorWrapper) -> tuple[int, list[str]]:
    """What runs with more rights than its caller has, and which of them somebody else may call than was meant to."""
    cursor.execute(DOORS)
    live = cursor.fetchall()
    return len(live), sorted({name for name, callers in live if set(callers) != {str(each) for each in may_call(name)}})
