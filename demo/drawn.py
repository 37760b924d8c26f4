"""What the documents show of the code: the map, the lives of things, how the promises stand. Drawn by ./dev map."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "demo.settings")
os.environ.setdefault("OPENSDO_LOGIN", "worker")
django.setup()  # the controls register themselves; nothing is read from a database

from demo import map as house
from demo.environment import ROOT
from opensdo.kit.lifecycle import Lifecycle
from opensdo.privacy.policy.controls import CONTROLS, Control
from opensdo.privacy.policy.queries import SHIPPED
from opensdo.privacy.policy.standings import planned
from opensdo.privacy.policy.text import parse

README, STATES = ROOT / "README.md", ROOT / "docs" / "states.md"
BEGIN, END = "<!-- clauses: ./dev map draws this table -->", "<!-- end of the clauses -->"
STATES_HEAD = """# The lives of things

Drawn by `./dev map` from each room's `states.py`. Nothing else may move a status: the database refuses every move that
is not in the table, whoever asks.
"""


def states(_: str = "") -> str:
    return "\n".join((STATES_HEAD, *_rooms()))


def _rooms() -> Iterator[str]:
    for path in sorted((ROOT / "opensdo").glob("*/*/states.py")):
        module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        words = (module.__doc__ or "").partition("\n")[0]
        for name, life in sorted(vars(module).items()):
            if isinstance(life, Lifecycle):
                yield f"## {path.parent.name}: {name.lower()}\n\n{words}\n\n```text\n{diagram(life)}\n```\n"


def diagram(life: Lifecycle) -> str:
    """Every status once, in the order in which it can be reached, with the verbs that lead out of it."""
    reached = [life.first]
    rows = []
    for status in reached:  # grows while we walk
        verbs = [(verb, target) for verb, (sources, target) in life.verbs.items() if status in sources]
        reached += [target for _, target in verbs if target not in reached]
        rows.append(status + ("" if verbs else "  (ends here)") + ("  (begins here)" if status == life.first else ""))
        wide = max((len(verb) for verb, _ in verbs), default=0)
        for verb, target in verbs:
            rows.append(f"{'└──' if (verb, target) == verbs[-1] else '├──'} {verb:<{wide}} → {target}")
    unreached = {status for move in life.moves() for status in move} - set(reached)
    return "\n".join([*rows, *(f"{status}  (nothing leads here)" for status in sorted(unreached))])


def clauses(before: str) -> str:
    """The README with its table of promises as they stand in the code now."""
    head, _, rest = before.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n{table()}\n{END}{tail}"


def ours(control: Control) -> bool:
    """A control of the demonstration says nothing of an office."""
    return control.question.__module__.startswith("opensdo.")


def table() -> str:
    """A promise is kept when none of its parts is planned: `opensdo check` fails when a control of it does not hold."""
    rows = ["| clause | today | checks | in short |", "| --- | --- | ---: | --- |"]
    policy = parse(SHIPPED.read_text())
    for clause in policy.clauses:
        parts = [passage for passage in policy.passages if passage.clause == clause]
        later = sum(part.id in planned() for part in parts)
        checks = sum(control.passage.partition(".")[0] == clause for control in CONTROLS if ours(control))
        today = "planned" if later == len(parts) else "kept in part" if later else "kept"
        rows.append(f"| `{clause}` | {today} | {checks or ''} | {parts[0].summary} |")
    return "\n".join(rows)


DRAWN: dict[Path, Callable[[str], str]] = {house.MAP: lambda _: house.draw(), STATES: states, README: clauses}


def main() -> int:
    for path, draw in DRAWN.items():
        path.write_text(draw(path.read_text() if path.exists() else ""))
        print(f"Drawn: {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
