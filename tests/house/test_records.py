"""Whoever holds personal data answers for it: each room has records.py, each table a holding, each field an end."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.test.utils import isolate_apps

from opensdo.privacy.data.declare import Access, Category, our_models, personal
from opensdo.privacy.data.models import Collected
from opensdo.privacy.data.purposes import DISPOSE, RECORDS
from opensdo.privacy.data.records import BELOW, Table, everywhere
from opensdo.privacy.data.retention import KEEPS
from opensdo.privacy.data.sealed import sealed_in
from tests.house.sources import ROOT

ANSWERS = "A room with personal fields has a records.py that registers a holding for each of its tables."
ENDS = "A personal field is deleted or emptied when its time has run out, or says why it stays."


def unanswered(found: Iterable[type[models.Model]], tables: Iterable[Table]) -> list[str]:
    """Tables with personal fields, or about a subject, that no holding answers for; and what a holding forgot."""
    known = {table.model: table for table in tables}
    wrong = []
    for model in found:
        table = known.get(model, Table(model=model, words=""))
        if not table.personal and not issubclass(model, Collected):
            continue
        if model not in known:
            wrong.append(f"{model._meta.label} is in no holding")
            continue
        wrong += [f"{model._meta.label}: {words}" for words in forgotten(table)]
    return wrong


def forgotten(table: Table) -> Iterable[str]:
    if table.keeps not in KEEPS and not table.untouched:
        yield f"{table.keeps!r} is no time limit"
    if table.personal and len(table.correctable) < len(table.personal) and not table.fixed:
        yield "does not say why a field cannot be corrected"
    for name, said in table.personal.items():
        ends = name in sealed_in(table.model) or table.deleted or name in table.emptied or table.untouched
        if bool(ends) is (name in table.stays):
            yield f"{name} has no end, or has one and a reason to stay"
        if issubclass(table.model, Collected) and RECORDS not in said.seen_for and not said.sealed:
            yield f"{name} cannot be shown to whom it is about"
        if DISPOSE in said.seen_for:
            yield f"{name} is read by the work that destroys"


def test_every_table_about_people_has_a_holding_that_finds_shows_and_ends_it() -> None:
    tables = [table for holding in everywhere() for table in holding.tables]
    assert unanswered(our_models(), tables) == [], f"{ANSWERS} {ENDS}"
    assert len(tables) > 12


def test_each_room_with_personal_fields_registers_in_its_own_records() -> None:
    rooms = {model._meta.app_config for model in our_models() if Table(model=model, words="").personal}
    assert [room.name for room in rooms if room and not (ROOT / room.path / "records.py").exists()] == [], ANSWERS
    assert {room.label for room in rooms if room} <= {holding.room for holding in everywhere()}, ANSWERS
    assert all(words.endswith(".") for words in BELOW.values())


def test_a_field_names_a_time_limit_that_there_is() -> None:
    said = {field.keep for holding in everywhere() for table in holding.tables for field in table.personal.values()}
    assert said == set(KEEPS), "A time limit that no field has is not needed; a field without one is never destroyed."


@isolate_apps("opensdo.privacy.data")
def test_a_table_that_nobody_answers_for_is_found() -> None:
    class Guest(models.Model):
        name = personal(models.TextField(), Category.NAME, keep="letters sent", clause="access")
        access: ClassVar = Access()

        class Meta:
            app_label = "data"

        def __str__(self) -> str:
            return "guest"

    assert unanswered([Guest], []) == ["data.Guest is in no holding"]
    assert len(unanswered([Guest], [Table(model=Guest, words="a guest")])) == 2
    good = Table(model=Guest, words="a guest", stays={"name": "It is public."}, fixed="It is public.")
    assert unanswered([Guest], [good]) == []
