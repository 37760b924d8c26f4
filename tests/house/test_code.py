"""Every module of the house keeps every rule; every rule refuses what it is there to refuse."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

import pytest

from tests.house import code, outgoing
from tests.house.sources import ROOT, RULES, Module, Rule, modules

assert code.RAW_WRITE  # importing it has filled RULES
NAMES = [rule.wrong.__name__ for rule in RULES]
SPEAK_HTTP = {"**/views.py", "**/views/**", "**/access.py", "**/middleware.py", "**/urls.py", "**/tests/**", "tests/**"}


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_the_house_keeps_the_rule(rule: Rule) -> None:
    wrong = [f"{module.path}: {words}" for module in modules() for words in rule.wrong(module)]
    assert not wrong, f"{rule.words}\n" + "\n".join(wrong)


@pytest.mark.parametrize(
    ("rule", "path", "source"),
    [(rule, *sample) for rule in RULES for sample in rule.bad],
    ids=[f"{rule.wrong.__name__}-{number}" for rule in RULES for number, _ in enumerate(rule.bad)],
)
def test_the_rule_refuses_a_bad_sample(rule: Rule, path: str, source: str) -> None:
    assert list(rule.wrong(Module(path, source))), f"{rule.words}\nThis was let through: {path}\n{source[:200]}"


@pytest.mark.parametrize(
    ("rule", "path", "source"),
    [(rule, *sample) for rule in RULES for sample in rule.good],
    ids=[f"{rule.wrong.__name__}-{number}" for rule in RULES for number, _ in enumerate(rule.good)],
)
def test_the_rule_lets_a_good_sample_be(rule: Rule, path: str, source: str) -> None:
    assert not list(rule.wrong(Module(path, source)))


def test_each_rule_is_a_sentence_with_a_sample_that_breaks_it() -> None:
    assert all(rule.words.endswith(".") and rule.bad for rule in RULES)


def test_the_house_was_read() -> None:
    """A rule that looked at nothing would hold."""
    assert len(modules()) > 150
    assert any(module.plays("actions") for module in modules())


def test_an_exception_names_a_file_that_still_needs_it() -> None:
    known = {module.path: module for module in modules()}
    for listed, wrong in ((code.MAY_WRITE, code.writes), (outgoing.MAY_TALK, outgoing.talks)):
        for path, reason in tuple(listed.items()):
            del listed[path]
            try:
                needed = path in known and list(wrong(known[path]))
                assert needed, f"{path} needs no exception: {reason}"
            finally:
                listed[path] = reason


def ban(config: Mapping[str, Any]) -> list[str]:
    """What is wrong with ruff's part in the rule that HTTP stays in views, access, urls and middleware."""
    lint = config["lint"]
    banned = lint.get("flake8-tidy-imports", {}).get("banned-api", {})
    missing = {"django.http", "django.shortcuts", "django.db.models.signals", "django.forms.ModelForm"} - set(banned)
    excused = {place for place, codes in lint.get("per-file-ignores", {}).items() if "TID251" in codes}
    wrong = [f"{name} is not banned" for name in sorted(missing)]
    wrong += [f"{place} is excused" for place in sorted(excused - SPEAK_HTTP)]
    wrong += [] if "TID" in lint["select"] else ["TID is not selected"]
    return wrong


def test_ruff_keeps_http_in_views_access_urls_and_middleware() -> None:
    ruff = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ruff"]
    assert ban(ruff) == [], "Actions and rules must not know that there is a browser."
    loose = {"lint": {"select": ["E"], "per-file-ignores": {"**/actions.py": ["TID251"]}}}
    assert {"TID is not selected", "**/actions.py is excused", "django.http is not banned"} <= set(ban(loose))
