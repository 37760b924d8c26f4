"""Directory search against plain full-text search on the same firms: top 25, count and three facets."""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection

from bench.generate import BIRDS, COLOURS, TRADES, write
from opensdo.privacy.data.purposes import Login
from opensdo.programs.directory.queries import CAP, find
from opensdo.programs.directory.rules import Search
from tests import databases
from tests.processes import Process
from tests.stages import first_policy

GOAL: Final = 8.0
DAY: Final = date(2026, 11, 20)

# What somebody would write who knows PostgreSQL: one tsvector, one GIN index, ts_rank_cd, everything counted.
PLAIN: Final = """
  CREATE TABLE plain_firm AS SELECT business AS id, name, city, state, description, county, kinds,
      (SELECT array_agg(c ->> 1) FROM jsonb_array_elements(codes) c) AS codes,
      to_tsvector('english', unaccent(concat_ws(' ', name, trade_name, description,
        (SELECT string_agg(c ->> 2, ' ') FROM jsonb_array_elements(codes) c), city, county))) AS document
    FROM directory_entry;
  ALTER TABLE plain_firm ADD PRIMARY KEY (id);
  CREATE INDEX ON plain_firm USING gin (document);
  CREATE TABLE plain_held AS SELECT entry_id AS firm, category, since, until FROM directory_certificate;
  CREATE INDEX ON plain_held (firm);
  ANALYZE plain_firm; ANALYZE plain_held; VACUUM ANALYZE directory_entry; VACUUM ANALYZE directory_certificate
"""
ASK: Final = """
  WITH hit AS MATERIALIZED (
    SELECT f.*, ts_rank_cd(document, query) AS rank FROM plain_firm f, plainto_tsquery('english', unaccent(%(q)s)) query
    WHERE document @@ query
      AND (%(code)s = '' OR EXISTS (SELECT FROM unnest(f.codes) c WHERE starts_with(c, %(code)s)))
      AND EXISTS (SELECT FROM plain_held h WHERE h.firm = f.id AND since <= %(on)s AND until > %(on)s))
  SELECT (SELECT count(*) FROM hit),
    (SELECT jsonb_agg(top) FROM (SELECT id, name, city, state, description FROM hit ORDER BY rank DESC, name LIMIT 25) top),
    (SELECT jsonb_object_agg(category, n) FROM (SELECT category, count(DISTINCT firm) AS n FROM plain_held
       JOIN hit ON firm = id WHERE since <= %(on)s AND until > %(on)s GROUP BY 1) a),
    (SELECT jsonb_object_agg(county, n) FROM (SELECT county, count(*) AS n FROM hit GROUP BY 1) b),
    (SELECT jsonb_object_agg(kind, n) FROM (SELECT kind, count(*) AS n FROM hit, unnest(kinds) kind GROUP BY 1) c)
"""


def questions(many: int) -> list[Search]:
    chance = random.Random(7)
    codes = ("23", "2381", "541", "5416", "311", "722515", "238160", "484", "561", "62")
    found = []
    for number in range(many):
        if number % 3 == 0:
            q, code = f"{chance.choice(COLOURS)} {chance.choice(BIRDS)} {chance.choice(TRADES)}", ""
        elif number % 3 == 1:
            q, code = " ".join(chance.sample(TRADES, 2)), ""
        else:
            q, code = chance.choice(TRADES), chance.choice(codes)
        found.append(Search(on=DAY, today=DAY, q=q, code=code))
    return found


def plain(search: Search) -> tuple[int, dict[str, dict[str, int]]]:
    with connection.cursor() as cursor:
        cursor.execute(ASK, {"q": search.q, "code": search.code, "on": search.on})
        count, rows, *facets = cursor.fetchone()
    json.loads(rows or "[]")
    return count, dict(zip("kys", (json.loads(facet or "{}") for facet in facets), strict=True))


def compare(searches: list[Search]) -> None:
    """The same counts and facets for every question that both count to the end."""
    for search in searches:
        ours, (count, facets) = find(search), plain(search)
        if min(count, CAP + 1) != min(ours.count, CAP + 1) or (count <= CAP and facets != ours.facets):
            raise SystemExit(f"the answers differ for {search}: {ours.count} and {count}")


def timed(ask: Callable[[Search], Any], searches: list[Search]) -> list[float]:
    spent = []
    for search in searches:
        start = time.perf_counter()
        ask(search)
        spent.append(1000 * (time.perf_counter() - start))
    return spent


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[int(share * (len(values) - 1))]


def fill(name: str, count: int) -> float:
    with databases.using(name):
        first_policy()
    with tempfile.TemporaryDirectory() as folder, databases.using(name, Login.WORKER):
        file = write(Path(folder, "list.csv"), count)
        start = time.perf_counter()
        call_command("import_businesses", file, mapping=file.with_suffix(".toml"))
        spent = time.perf_counter() - start
    with databases.using(name), connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('entry_by_word'), gin_clean_pending_list('entry_by_likeness')")
        for statement in PLAIN.split(";"):
            cursor.execute(statement)
    return spent


def first_byte(searches: list[Search]) -> float:
    """Milliseconds for the whole page through the real view, as the public login."""
    site = Process(Login.PUBLIC)
    return statistics.median(timed(lambda search: site.get(f"/directory/?{search.query()}"), searches[:60]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--firms", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    said = parser.parse_args()
    searches = questions(300)
    with databases.clone() as name:
        brought_in = fill(name, said.firms)
        with databases.using(name):
            compare(searches)
            rounds = [(timed(find, searches), timed(plain, searches)) for _ in range(said.rounds)]
            page = first_byte(searches)
    table = {
        who: {
            p: statistics.median(percentile(each[n], share) for each in rounds)
            for p, share in (("p50", 0.5), ("p95", 0.95))
        }
        for n, who in enumerate(("ours", "plain"))
    }
    ratio = statistics.median(percentile(theirs, 0.95) / percentile(ours, 0.95) for ours, theirs in rounds)
    print(f"{'':8}{'p50 ms':>10}{'p95 ms':>10}   {said.firms:,} firms, 300 questions, {said.rounds} rounds")
    for who, row in table.items():
        print(f"{who:8}{row['p50']:10.2f}{row['p95']:10.2f}")
    print(f"page through the view, median of 60: {page:.1f} ms; brought in: {brought_in:.0f} s")
    detail = {"firms": said.firms, **table, "page_ms": round(page, 1), "import_s": round(brought_in, 1)}
    print(
        json.dumps(
            {"bench": "directory", "ratio": round(ratio, 2), "goal": GOAL, "met": ratio >= GOAL, "detail": detail}
        )
    )


if __name__ == "__main__":
    main()
