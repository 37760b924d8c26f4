"""One staff page of 50 rows, among 100,000: need-to-know and the signed context on, against both off."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse  # noqa: TID251  (the page that is measured)
from django.template import engines
from django.test import Client, override_settings
from django.urls import path

from conftest import officer
from opensdo.parties.accounts.access import SEEN
from opensdo.parties.accounts.models import Role, User
from opensdo.parties.businesses.models import Business
from opensdo.privacy.data.middleware import purpose
from opensdo.privacy.data.purposes import CERTIFY, Login
from opensdo.privacy.sessions.keys import SITES, make_secret
from opensdo.web.urls import staff
from tests import databases
from tests.stages import first_policy

GOAL: Final = 1.3
TIE: Final = 1.1
HERS: Final = 500  # cases of the officer, anywhere among all
SHOWN: Final = 50
PAGE: Final = """{% extends "base.html" %}{% block main %}<h1>Cases</h1><table>{% for row in rows %}
<tr><td>{{ row.pk }}</td><td>{{ row.legal_name }}</td><td>{{ row.city }}</td><td>{{ row.structure }}</td></tr>
{% endfor %}</table>{% endblock %}"""
FILL: Final = """
  INSERT INTO data_subject (id) OVERRIDING SYSTEM VALUE SELECT 1000 + n FROM generate_series(1, {rows}) n;
  INSERT INTO businesses_business (subject_id, legal_name, city, structure, {more})
    SELECT 1000 + n, 'Firm ' || n, 'Worcester', 'llc', {values} FROM generate_series(1, {rows}) n;
  INSERT INTO data_assignment (actor_id, purpose, subject_id)
    SELECT {rosa}, 'certify', 1000 + n * {step} FROM generate_series(1, {hers}) n;
  ANALYZE businesses_business; ANALYZE data_assignment
"""
OFF: Final = """
  ALTER TABLE businesses_business DISABLE ROW LEVEL SECURITY;
  ALTER TABLE businesses_business NO FORCE ROW LEVEL SECURITY;
  GRANT SELECT ON businesses_business TO opensdo_base
"""


def shown(request: HttpRequest) -> HttpResponse:
    asked = [int(word) for word in request.GET["rows"].split(".")]
    rows = list(Business.objects.seen_for(CERTIFY).filter(pk__in=asked).order_by("pk"))
    return HttpResponse(engines["django"].from_string(PAGE).render({"rows": rows}, request))


@purpose(CERTIFY)
def with_need_to_know(request: HttpRequest) -> HttpResponse:
    return shown(request)


@purpose(None)
def without(request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        return shown(request)


urlpatterns = [*staff.urlpatterns, path("on/", with_need_to_know), path("off/", without)]


def fill(name: str, rows: int) -> User:
    with databases.using(name):
        first_policy()
        rosa = officer("Rosa Medeiros", Role.CERTIFICATION_OFFICER)
        given, more = _required(), ""
        more, values = ", ".join(given), ", ".join(given.values())
        words = FILL.format(rows=rows, rosa=rosa.pk, hers=HERS, step=rows // HERS, more=more, values=values)
        with connection.cursor() as cursor:
            for statement in words.split(";"):
                cursor.execute(statement)
    return rosa


def _required() -> dict[str, str]:
    """The columns that have to be filled and are no matter here."""
    kinds = {"text": "''", "character varying": "''", "boolean": "false", "ARRAY": "'{}'", "jsonb": "'{}'"}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'businesses_business'"
            " AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO' AND column_name <> ALL (%s)",
            [["subject_id", "legal_name", "city", "structure", "policy_version_id"]],
        )
        found = {name: kinds.get(kind, "now()") for name, kind in cursor.fetchall()}
    return found | {"policy_version_id": "1"}


@contextmanager
def desk(name: str, rosa: User) -> Iterator[Client]:
    """Rosa's browser at a staff process with its own login, on a connection that stays open."""
    with databases.using(name, Login.STAFF), override_settings(LOGIN=Login.STAFF, ROOT_URLCONF="bench.context"):
        client = Client()
        client.force_login(rosa)
        session = client.session
        session[SEEN] = True
        session.save()
        yield client


def timed(client: Client, address: str, many: int) -> list[float]:
    spent = []
    for _ in range(many):
        start = time.perf_counter()
        answer = client.get(address)
        spent.append(1000 * (time.perf_counter() - start))
        if answer.status_code != 200:
            raise SystemExit(f"{address} answers {answer.status_code}")
    return spent


def rows_of(client: Client, address: str) -> list[str]:
    page = client.get(address).content.decode()
    return [line for line in page.splitlines() if line.startswith("<tr>")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--requests", type=int, default=60)
    said = parser.parse_args()
    for site in SITES:
        make_secret(site)
    with databases.clone() as on, databases.clone() as off:
        rosa = [fill(name, said.rows) for name in (on, off)]
        with databases.using(off), connection.cursor() as cursor:
            cursor.execute(OFF)
        with databases.using(on):
            hers = Business.objects.filter(
                legal_name__in=[f"Firm {n * said.rows // HERS}" for n in range(1, SHOWN + 1)]
            )
            asked = ".".join(str(pk) for pk in hers.order_by("pk").values_list("pk", flat=True))
        kinds = ((on, rosa[0], f"/on/?rows={asked}"), (off, rosa[1], f"/off/?rows={asked}"))
        rounds: list[tuple[list[float], ...]] = []
        for number in range(said.rounds + 1):
            turn = []
            for name, user, address in kinds if number % 2 else reversed(kinds):
                with desk(name, user) as client:
                    if len(rows_of(client, address)) != SHOWN:
                        raise SystemExit(f"{address} does not show {SHOWN} rows")
                    timed(client, address, 10)
                    turn.append(timed(client, address, said.requests))
            rounds.append(tuple(turn if number % 2 else reversed(turn)))
    tell(rounds[1:], said)


def tell(rounds: list[tuple[list[float], ...]], said: argparse.Namespace) -> None:
    table: dict[str, dict[str, Any]] = {
        who: {"p50": round(statistics.median(statistics.median(each[n]) for each in rounds), 2)}
        for n, who in enumerate(("on", "off"))
    }
    ratios = [statistics.median(on) / statistics.median(off) for on, off in rounds]
    ratio = statistics.median(ratios)
    print(f"{'':8}{'p50 ms':>10}   {SHOWN} rows of {said.rows:,}, {said.requests} requests, {said.rounds} rounds")
    for who, row in table.items():
        print(f"{who:8}{row['p50']:10.2f}")
    print(f"ratio {ratio:.2f}, rounds from {min(ratios):.2f} to {max(ratios):.2f}")
    detail = {"rows": said.rows, **table, "ratios": [round(each, 2) for each in ratios], "tie_to": GOAL * TIE}
    print(
        json.dumps({"bench": "context", "ratio": round(ratio, 2), "goal": GOAL, "met": ratio <= GOAL, "detail": detail})
    )


if __name__ == "__main__":
    main()
