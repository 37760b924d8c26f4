"""The tests and the gates of ./dev, each with its time."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from demo.environment import ROOT, environment, step

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")
LAYERS = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
HOUSE = ("tests/house", "tests/policy")


@dataclass(frozen=True)
class Tier:
    """With two workers, where each file of `whole` stays with one of them: what its tests share takes long to make."""

    words: str
    marked: str
    workers: Sequence[str]

    @property
    def options(self) -> list[str]:
        return [*self.workers, "-m", self.marked]


TIERS = (
    Tier("fast: every room and every rule", "not (whole or journey or kills)", ("-n", "2")),
    Tier(
        "whole: made from nothing, every form, many at once",
        "whole and not (journey or kills)",
        ("-n", "2", "--dist", "loadfile"),
    ),
    Tier("running: an office in a browser, and its processes killed", "journey or kills", ()),
)


@dataclass(frozen=True)
class Gate:
    words: str
    command: Sequence[str]


def main(words: list[str]) -> int:
    verb, rest = words[0], words[1:]
    return {"test": test, "check": check, "fix": fix, "bench": bench}[verb](rest)


def test(rest: list[str]) -> int:
    """One room in seconds; without a word the whole suite, tier after tier, the fast one first."""
    strict = ["-p", "demo.whole"] if CI else []
    if rest:
        return run([*python("pytest"), *strict, *rest])
    if not browser():
        get_browser()
    worst, told = 0, ""
    for tier in TIERS:
        began = time.monotonic()
        code = run([*python("pytest"), *strict, *tier.options])
        worst = max(worst, code)
        told += f"  {tier.words:<60}{time.monotonic() - began:6.0f} s  {'did not pass' if code else 'passes'}\n"
    print(f"\n{told}", end="", flush=True)
    return worst


def check(rest: list[str]) -> int:
    failed = []
    for gate in gates():
        if rest and not any(word in gate.words.lower() for word in rest):
            continue
        began = time.monotonic()
        done = subprocess.run([*gate.command], env=_environment(), cwd=ROOT, capture_output=True, text=True)
        held = "holds" if done.returncode == 0 else "DOES NOT HOLD"
        print(f"  {gate.words:<44}{time.monotonic() - began:6.1f} s  {held}", flush=True)
        if done.returncode:
            failed.append(gate.words)
            print((done.stdout + done.stderr).strip() + "\n", flush=True)
    print(f"Not held: {'; '.join(failed)}" if failed else "Every gate holds.")
    return bool(failed)


def gates() -> list[Gate]:
    house = [path for path in HOUSE if (ROOT / path).exists()]
    return [
        Gate("Style", [*python("ruff"), "check", "."]),
        Gate("Form", [*python("ruff"), "format", "--check", "."]),
        Gate("Types", [*python("mypy"), "."]),
        Gate("Layers of the house", [sys.executable, "-c", LAYERS]),
        Gate(
            "Migrations", [*python("django"), "makemigrations", "--check", "--dry-run", "--settings", "tests.settings"]
        ),
        *([Gate("Rules of the house and the policy", [*python("pytest"), *house])] if house else []),
        Gate("The policy on the demonstration office", [*python("demo.office"), "opensdo", "check", "--prove"]),
    ]


def fix(rest: list[str]) -> int:
    paths = rest or ["."]
    return run([*python("ruff"), "check", "--fix", "-q", *paths]) | run([*python("ruff"), "format", *paths])


def bench(rest: list[str]) -> int:
    """What follows the name of one is for it: `bench crash 2`."""
    known = sorted(path.stem for path in (ROOT / "bench").glob("[a-z]*.py"))
    named, given = ([rest[0]], rest[1:]) if len(rest) > 1 and rest[1] not in known else (rest, [])
    wrong = [name for name in named if not name.startswith("-") and name not in known]
    if wrong or not known:
        print(f"There is no bench {' '.join(wrong)}. These are: {' '.join(known) or 'none yet'}.", file=sys.stderr)
        return 2
    return max(run([*python(f"bench.{name}"), *given]) for name in (named or known))


def browser() -> str | None:
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def get_browser() -> None:
    """Debian's own, when we may install it; elsewhere the journeys say that they are skipped."""
    apt = shutil.which("apt-get")
    if not apt or os.geteuid() != 0:
        print("  There is no Chromium here, so the journeys in a browser are skipped. To run them, install chromium.")
        return
    with step("Install Chromium with apt"):
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for words in (["update"], ["install", "-y", "--no-install-recommends", "chromium", "fonts-dejavu-core"]):
            done = subprocess.run([apt, "-q", *words], env=quiet, capture_output=True, text=True)
            if done.returncode:
                print(f"apt-get {words[0]} did not succeed:\n{done.stderr.strip()}", file=sys.stderr)


def run(words: Sequence[str]) -> int:
    sys.stdout.flush()
    try:
        return subprocess.run([*words], env=_environment(), cwd=ROOT).returncode
    except KeyboardInterrupt:
        return 130


def python(module: str) -> list[str]:
    return [sys.executable, "-m", module]


def _environment() -> dict[str, str]:
    """A test decides its own settings: none of the caller's are passed on."""
    return {name: value for name, value in environment().items() if not name.startswith("OPENSDO_")}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
