"""Every field says whether it speaks of a person; the check that asks runs whenever the software starts."""

from __future__ import annotations

from typing import ClassVar

import pytest
from django.core.checks.registry import registry
from django.db import models
from django.test.utils import isolate_apps

from opensdo.privacy.data.checks import BELOW, every_field_is_declared, problems
from opensdo.privacy.data.declare import Access, Category, Statute, columns, declared, our_models, personal
from opensdo.privacy.data.models import Collected
from opensdo.privacy.data.purposes import APPLY
from opensdo.privacy.data.sealed import sealed_in

CLASSIFIED = "Every model field is personal(…), sealed(…) or named in Access(plain=…): nobody can forget to decide."
COLLECTED = "What is collected about a person is Collected: it has a subject, a policy version and row security."
TELLING = (
    "ssn",
    "social_security",
    "birth",
    "passport",
    "license_number",
    "account_number",
    "card_number",
    "net_worth",
)


def test_every_field_is_classified() -> None:
    assert every_field_is_declared() == [], CLASSIFIED
    assert len(list(our_models())) > 15


def test_the_check_runs_whenever_the_software_starts() -> None:
    assert every_field_is_declared in registry.get_checks(), CLASSIFIED


@isolate_apps("opensdo.privacy.data")
def test_a_field_that_nobody_classified_is_found() -> None:
    class Guest(models.Model):
        nickname = models.TextField()
        table = models.TextField()
        access: ClassVar = Access(plain="table chair")

        class Meta:
            app_label = "data"

        def __str__(self) -> str:
            return "guest"

    class Open(models.Model):
        class Meta:
            app_label = "data"

        def __str__(self) -> str:
            return "open"

    assert [(found.id, found.msg) for found in problems(Guest)] == [
        ("privacy.E002", "nickname is neither personal nor plain"),
        ("privacy.E003", "chair is declared plain but does not exist"),
    ]
    assert [found.id for found in problems(Open)] == ["privacy.E001"]


def misplaced(model: type[models.Model]) -> list[str]:
    """Personal fields that some purpose reads must lie in a table with row security; telling names must be sealed."""
    wrong = []
    for name, field in columns(model).items():
        found = declared(field)
        if found and found.seen_for and not issubclass(model, Collected):
            wrong.append(f"{model.__name__}.{name} is read for a purpose but not collected")
        if any(word in name for word in TELLING) and not name.startswith("has_"):
            wrong.append(f"{model.__name__}.{name} has a place outside the vault")
    return wrong


@pytest.mark.parametrize("model", tuple(our_models()), ids=lambda model: model._meta.label)
def test_what_is_personal_has_row_security_or_is_sealed(model: type[models.Model]) -> None:
    assert misplaced(model) == [], COLLECTED


@isolate_apps("opensdo.privacy.data")
def test_a_misplaced_field_is_found() -> None:
    class Guest(models.Model):
        name = personal(models.TextField(), Category.NAME, keep="a day", clause="access", seen_for=(APPLY,))
        ssn = models.TextField()
        has_ssn = models.BooleanField()

        class Meta:
            app_label = "data"

        def __str__(self) -> str:
            return "guest"

    assert len(misplaced(Guest)) == 2


@pytest.mark.parametrize("model", tuple(our_models()), ids=lambda model: model._meta.label)
def test_what_a_thief_could_use_says_which_law_guards_it(model: type[models.Model]) -> None:
    for name, field in sealed_in(model).items():
        assert Statute.BREACH in field.personal.statutes or field.personal.category in (
            Category.TAX_NUMBER,
            Category.FINANCIAL,
        ), f"{name} is sealed: say which statute asks for it."


def test_only_the_floors_below_the_declarations_go_without_them() -> None:
    assert sorted(BELOW) == ["ledger", "policy", "sessions"], (
        "The ledger holds ids, the policy its own words, a session what no process can list; every other room declares."
    )
