"""The floors hold, and a forbidden import on a copy of the house is caught."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.house.sources import ROOT

WORDS = "A floor imports only the floors below it; rules know no Django; views are reached through URLs only."
ASK = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
SMUGGLED = {  # file: a line that the contract with these words forbids
    "opensdo/kit/lifecycle.py": ("import opensdo.law.office", "The house: a floor imports only the floors below it"),
    "opensdo/law/clocks.py": ("import django", "Rules are pure: no Django"),
    "opensdo/programs/certification/models.py": ("import opensdo.programs.directory", "Programs: "),
    "opensdo/privacy/ledger/queries.py": ("import opensdo.privacy.policy.models", "The spine: "),
    "opensdo/papers/letters/__init__.py": ("import opensdo.papers.questions", "Papers: "),
    "opensdo/parties/accounts/models.py": ("import opensdo.parties.businesses", "Parties: "),
    "opensdo/web/proof.py": ("import opensdo.web.pages.views", "Views are reached through URLs only"),
    "opensdo/web/menu.py": ("import demo.cast", "The office knows nothing of the demonstration"),
}


def asked(folder: Path) -> tuple[bool, str]:
    wide = os.environ | {"COLUMNS": "300"}  # a verdict stays on the line of its contract
    done = subprocess.run(
        [sys.executable, "-c", ASK], cwd=folder, env=wide, capture_output=True, text=True, timeout=300
    )
    return done.returncode == 0, done.stdout + done.stderr


def test_the_floors_hold() -> None:
    kept, told = asked(ROOT)
    assert kept, f"{WORDS}\n{told}"


def test_forbidden_imports_are_caught(tmp_path: Path) -> None:
    ignore = shutil.ignore_patterns("__pycache__", "static", "templates")
    for part in ("opensdo", "demo"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name, (line, _) in SMUGGLED.items():
        with (tmp_path / name).open("a") as module:
            module.write(f"\n{line}\n")
    kept, told = asked(tmp_path)
    assert not kept
    for name, (line, contract) in SMUGGLED.items():
        broken = [words for words in told.splitlines() if contract in words and " BROKEN" in words]
        assert broken, f"{line} in {name} was let through: {contract}\n{told}"
