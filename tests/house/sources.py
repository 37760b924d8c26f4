"""The modules of the house as text and tree, and what a rule is."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]
OURS = ("opensdo", "demo", "tests", "bench")


@dataclass(frozen=True)
class Module:
    """`path` counts from the root of the checkout: opensdo/programs/certification/actions.py."""

    path: str
    source: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.source)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        return tuple(ast.walk(self.tree))

    @property
    def parts(self) -> tuple[str, ...]:
        return PurePosixPath(self.path).with_suffix("").parts

    @property
    def tested(self) -> bool:
        """A test, or what tests need: it may reach further than what it tests."""
        return bool({"tests", "conftest"} & set(self.parts))

    def plays(self, *roles: str) -> bool:
        """actions.py, or any module in a folder actions/, of a room of the office. A room may be called letters."""
        own = self.parts[3:] or self.parts[2:]
        return self.parts[0] == "opensdo" and bool(set(own) & set(roles))


Wrong = Callable[[Module], Iterator[str]]


@dataclass(frozen=True)
class Rule:
    """`bad` and `good` are (path, source): each bad one must be refused, no good one may be."""

    words: str
    wrong: Wrong
    bad: tuple[tuple[str, str], ...]
    good: tuple[tuple[str, str], ...]


RULES: list[Rule] = []


def rule(
    words: str, *, bad: tuple[tuple[str, str], ...], good: tuple[tuple[str, str], ...] = ()
) -> Callable[[Wrong], Wrong]:
    def bind(wrong: Wrong) -> Wrong:
        RULES.append(Rule(words, wrong, bad, good))
        return wrong

    return bind


@cache
def modules(root: Path = ROOT) -> tuple[Module, ...]:
    found = (path for top in OURS for path in sorted((root / top).rglob("*.py")))
    return tuple(Module(path.relative_to(root).as_posix(), path.read_text()) for path in found)


def imported(module: Module) -> Iterator[tuple[int, str]]:
    """(line, full name) of everything that is imported: `from a.b import c` is a.b.c."""
    for node in module.nodes:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{'.' * node.level}{node.module or ''}.{name.name}") for name in node.names)


def functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    yield from (node for node in module.nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def classes(module: Module) -> Iterator[ast.ClassDef]:
    yield from (node for node in module.nodes if isinstance(node, ast.ClassDef))
