"""What a stranger can get out of the directory, in every form it has."""

from __future__ import annotations

import csv
import json
from io import StringIO

import pytest
from django.db import connection, models
from django.test import Client

from opensdo.parties.accounts.models import User
from opensdo.parties.businesses.models import Business, Owner
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.declare import columns, declared
from opensdo.privacy.data.purposes import APPLY, Login
from opensdo.privacy.policy.controls import CONTROLS
from opensdo.programs.directory import controls
from opensdo.programs.directory.files import COLUMNS
from opensdo.programs.directory.models import Entry
from opensdo.programs.directory.rules import defused
from opensdo.programs.directory.tests.test_search import certify
from tests.processes import Process, logged_in

CHOSEN = {"street", "phone", "email", "contact_name"}
ALWAYS = {"legal_name", "trade_name", "description", "website"}


def public_outputs(site: Client) -> str:
    addresses = ["/directory/", "/directory/?q=ada", "/directory/businesses.csv", "/directory/businesses.json"]
    addresses += [
        "/directory/files/",
        *(f"/directory/{slug}/" for slug in Entry.objects.values_list("slug", flat=True)),
    ]
    return "\n".join(b"".join(site.get(address)).decode() for address in addresses)


def plant(record: models.Model, but: set[str]) -> set[str]:
    """A value to look for in every personal text column that is not always public."""
    planted = {}
    for name, field in columns(type(record)).items():
        if declared(field) and name not in but and isinstance(field, models.TextField | models.CharField):
            planted[name] = f"canary-{name.replace('_', '-')}"
    type(record)._default_manager.filter(pk=record.pk).update(**planted)
    return set(planted.values())


def test_a_private_value_is_in_no_public_output(site: Process, business: Business) -> None:
    planted = plant(business, ALWAYS) | plant(Owner.objects.get(), set())
    assert len(planted) > 5
    certify(business)
    everything = public_outputs(site)
    assert "Ada Ironworks LLC" in everything
    assert not [value for value in planted if value in everything]
    assert "123-45-6789" not in everything


@pytest.mark.parametrize("field", sorted(CHOSEN))
def test_what_a_firm_chooses_to_list_is_shown_and_goes_when_it_changes_its_mind(
    site: Process, business: Business, ada: User, field: str
) -> None:
    plant(business, ALWAYS)
    certify(business)
    Business.objects.update(lists=[field])
    everything = public_outputs(site)
    assert f"canary-{field.replace('_', '-')}" in everything
    assert not [other for other in CHOSEN - {field} if f"canary-{other.replace('_', '-')}" in everything]
    with logged_in(Login.PUBLIC), acting(ada, APPLY):
        Business.objects.update(lists=[])
    assert "canary" not in public_outputs(site)


def test_a_sole_proprietor_shows_a_town_and_no_more(site: Process, business: Business) -> None:
    Business.objects.update(structure="sole-proprietor", street="1 Forge Lane", zip_code="01608", phone="617 555 0142")
    certify(business)
    everything = public_outputs(site)
    assert "Worcester" in everything
    assert not [private for private in ("Forge Lane", "01608", "617 555 0142") if private in everything]


def test_the_files_have_their_columns_in_order_and_honour_the_search(site: Process, business: Business) -> None:
    Business.objects.update(trade_name="=HYPERLINK(1)", zip_code="01608")
    certify(business)
    text = b"".join(site.get("/directory/businesses.csv?q=ada")).decode("utf-8-sig")
    header, line = csv.reader(StringIO(text))
    assert header == [name for name, _ in COLUMNS]
    assert line[header.index("trade_name")] == "'=HYPERLINK(1)"
    assert line[header.index("zip_code")] == "01608"
    assert b"".join(site.get("/directory/businesses.csv?q=bakery")).count(b"\n") == 1
    found = json.loads(b"".join(site.get("/directory/businesses.json")))
    assert found["count"] == len(found["businesses"]) == 1
    assert found["businesses"][0]["certificates"][0]["category"] == "WBE"
    assert site.get("/directory/businesses.csv?on=soon").status_code == 422


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_a_cell_that_would_run_is_made_text(cell: str) -> None:
    assert defused(cell) == f"'{cell}"
    assert defused(f"a{cell}") == f"a{cell}"


def test_a_copy_is_kept_until_something_changes(site: Process, business: Business) -> None:
    certify(business)
    first = site.get("/directory/")
    assert first["Cache-Control"] == "no-cache"
    again = {"If-None-Match": first["ETag"]}
    assert site.get("/directory/", headers=again).status_code == 304
    Business.objects.update(description="Stairs")
    changed = site.get("/directory/", headers=again)
    assert changed.status_code == 200
    assert "Stairs" in changed.content.decode()
    Business.objects.update(phone="617 555 0142")  # nothing that is shown
    assert site.get("/directory/", headers={"If-None-Match": changed["ETag"]}).status_code == 304


def test_who_is_signed_in_keeps_no_copy(site: Process, business: Business, eve: User) -> None:
    certify(business)
    site.sign_in(eve)
    answer = site.get("/directory/")
    assert answer["Cache-Control"] == "no-store"
    assert "ETag" not in answer


def test_each_control_sees_its_sabotage(business: Business) -> None:
    certify(business)
    ours = [control for control in CONTROLS if control.question.__module__ == controls.__name__]
    assert len(ours) == 2
    for control in ours:
        with connection.cursor() as cursor:
            assert control.question(cursor).holds
            assert isinstance(control.breaks_if, str)
            cursor.execute(control.breaks_if)
            assert not control.question(cursor).holds
