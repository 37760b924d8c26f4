"""From a question to the declared field that keeps its answer, and back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Model

from opensdo.papers.questions.shape import Page, Question
from opensdo.privacy.data.declare import Audience, Personal, declared
from opensdo.privacy.data.sealed import DOTS, sealed_in

Records = Mapping[str, Model]  # by the label of the model, as "businesses.Business"


class Unbound(LookupError):
    """A question names a field that does not exist."""


@cache
def place_of(binds: str) -> tuple[type[Model], str, str]:
    """Model, field and, inside a JSON field, the key. Raises Unbound."""
    room, name, field, *key = binds.split(".")
    try:
        model = apps.get_model(room, name)
        if field not in sealed_in(model):
            model._meta.get_field(field)
    except LookupError as error:
        raise Unbound(binds) from error
    return model, field, key[0] if key else ""


@cache
def declaration(binds: str) -> Personal | None:
    """None for a field that is declared plain."""
    model, field, _ = place_of(binds)
    found = sealed_in(model).get(field)
    return found.personal if found else declared(model._meta.get_field(field))


def audience(question: Question) -> Audience:
    """A plain field speaks of no person, so nothing would keep it back."""
    found = declaration(question.binds)
    return found.audience if found else Audience.RELEASABLE


def is_sealed(question: Question) -> bool:
    return audience(question) is Audience.SEALED


def record_of(question: Question, records: Records) -> Model:
    return records[place_of(question.binds)[0]._meta.label]


def answer(question: Question, records: Records) -> Any:
    """What is kept; of a sealed value the dots, if one was given."""
    _, field, key = place_of(question.binds)
    record = record_of(question, records)
    if is_sealed(question):
        return DOTS if getattr(record, f"has_{field}") else ""
    value = getattr(record, field)
    return (value or {}).get(key, "") if key else value


def answers(page: Page, records: Records) -> dict[str, Any]:
    """To fill in a form. A sealed answer is never among them: its field stays empty."""
    return {each.code: answer(each, records) for each in page.questions if not is_sealed(each)}


def missing(page: Page, records: Records) -> list[Question]:
    return [each for each in page.questions if each.required and answer(each, records) in ("", None, [])]


def begun(page: Page, records: Records) -> bool:
    return any(answer(each, records) not in ("", None, []) for each in page.questions)
