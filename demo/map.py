"""Draw docs/map.md from the captions: the first docstring line of each room's __init__.py."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

from demo.environment import ROOT

HOUSE = ROOT / "opensdo"
MAP = ROOT / "docs" / "map.md"
HEAD = """# Map of the house

Drawn by `./dev map` from the captions of the rooms. A floor imports only the floors below it, and a room only the
rooms below it on its floor; `programs` and `frontdesk` stand side by side.
"""


def draw() -> str:
    rows = []
    for floor in _layers("opensdo"):
        rows.append((floor, caption(HOUSE / floor)))
        rooms = [room for room in _layers(f"opensdo.{floor}") if (HOUSE / floor / room / "__init__.py").exists()]
        others = sorted(path.parent.name for path in (HOUSE / floor).glob("*/__init__.py") if _is_room(path.parent))
        rooms += [name for name in others if name not in rooms and floor != "web"]
        for room in rooms:
            branch = "└── " if room == rooms[-1] else "├── "
            rows.append((branch + room, caption(HOUSE / floor / room)))
    wide = max(len(name) for name, _ in rows) + 2
    tree = "\n".join(f"{name:<{wide}}{words}".rstrip() for name, words in rows)
    return f"{HEAD}\n```text\n{tree}\n```\n"


def caption(package: Path) -> str:
    words = ast.get_docstring(ast.parse((package / "__init__.py").read_text()))
    return (words or "").partition("\n")[0]


def _layers(container: str) -> list[str]:
    """From the top down, as the contract in pyproject.toml has them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    found = [contract["layers"] for contract in contracts if contract.get("containers") == [container]]
    names = re.findall(r"\w+", " ".join(found[0])) if found else []
    return [name for name in names if (HOUSE / Path(*container.split(".")[1:]) / name / "__init__.py").exists()]


def _is_room(folder: Path) -> bool:
    return folder.name not in ("tests", "migrations", "management", "templatetags") and bool(caption(folder))
