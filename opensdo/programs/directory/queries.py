"""One statement answers a search: the page, the count and the facets, of at most 5,000 firms."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from django.db import connection

from opensdo.programs.directory.rules import Search, named, sought, word

SIZE: Final = 25
CAP: Final = 5000
CAPPED: Final = f"LIMIT {CAP + 1}"
PORTION: Final = 1000
GROUPS: Final = {"k": "categories", "y": "counties", "s": "kinds"}
SORTS: Final = {
    "best": "rank, sort_name, business",
    "name": "sort_name, business",
    "newest": "newest DESC, sort_name, business",
}
STEMS: Final = "SELECT tsvector_to_array(to_tsvector('english', unaccent(%s)))"
HIT: Final = "SELECT business, sort_name, newest, county, kinds, {rank} AS rank FROM directory_entry WHERE {where}"
HELD: Final = (
    "EXISTS (SELECT FROM directory_certificate c WHERE c.entry_id = business"
    " AND c.category = ANY (%(categories)s) AND c.since <= %(on)s AND c.until > %(on)s)"
)
COUNTED: Final = {
    "k": "SELECT category AS value, count(DISTINCT business) AS n FROM {hits} JOIN directory_certificate c"
    " ON c.entry_id = business AND c.since <= %(on)s AND c.until > %(on)s GROUP BY 1",
    "y": "SELECT county AS value, count(*) AS n FROM {hits} WHERE county <> '' GROUP BY 1",
    "s": "SELECT kind AS value, count(*) AS n FROM {hits}, unnest(kinds) kind GROUP BY 1",
}
PAGE: Final = """
  SELECT e.slug, e.name, e.trade_name, e.description, e.city, e.state, e.codes,
    (SELECT jsonb_agg(jsonb_build_array(c.category, c.through) ORDER BY c.category) FROM directory_certificate c
     WHERE c.entry_id = business AND c.since <= %(on)s AND c.until > %(on)s) AS held
  FROM (SELECT business, rank FROM hit ORDER BY {order} LIMIT {size} OFFSET %(skip)s) top
  JOIN directory_entry e USING (business) ORDER BY {outer}
"""
ALIKE: Final = """
  SELECT slug, name, city, state FROM directory_entry
  WHERE lower(unaccent(%(words)s)) <% sort_name AND certified @> %(on)s::date
  ORDER BY lower(unaccent(%(words)s)) <<-> sort_name, sort_name, business LIMIT 10
""".replace("<% ", "<%% ")
MEANT: Final = """
  SELECT string_agg(coalesce(near.word, typed.word), ' ' ORDER BY typed.n)
  FROM regexp_split_to_table(lower(unaccent(%s)), '[^a-z0-9]+') WITH ORDINALITY typed (word, n)
  LEFT JOIN LATERAL (
    SELECT word FROM directory_word WHERE word %% typed.word AND length(typed.word) > 3
    ORDER BY word = typed.word DESC, similarity(word, typed.word) DESC, word LIMIT 1) near ON true
"""
IN_FULL: Final = """
  SELECT jsonb_build_object('slug', slug, 'name', name, 'trade_name', trade_name, 'description', description,
    'street', street, 'city', city, 'county', county, 'state', state, 'zip_code', zip_code, 'phone', phone,
    'email', email, 'contact_name', contact_name, 'website', website, 'codes', codes, 'certificates', (
      SELECT jsonb_agg(jsonb_build_object('category', category, 'number', number, 'since', since, 'through', through)
                       ORDER BY category, number)
      FROM directory_certificate c WHERE c.entry_id = business AND c.since <= %(on)s AND c.until > %(on)s))
  FROM unnest(%(businesses)s::bigint[]) WITH ORDINALITY wanted (business, n) JOIN directory_entry e USING (business)
  ORDER BY n
"""
KINDS: Final = (
    "SELECT code, title FROM businesses_commoditycode WHERE scheme = 'naics' AND (length(code) = 2"
    " OR code LIKE '__-__') ORDER BY code"
)


@dataclass(frozen=True)
class Found:
    count: int
    rows: list[dict[str, Any]]
    facets: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def more(self) -> bool:
        """There are more than were counted."""
        return self.count > CAP

    @property
    def pages(self) -> int:
        return max(1, -(-min(self.count, CAP) // SIZE))


def edition(today: date) -> str:
    """Changes when anything that a public page shows may have changed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(changes), policy_in_force() FROM directory_edition")
        changes, policy = cursor.fetchone()
    return f"{changes}.{policy}.{today.toordinal()}"


def stems(words: str) -> list[str]:
    """The words as the index knows them: without accents, endings and words that say nothing."""
    if not words:
        return []
    with connection.cursor() as cursor:
        cursor.execute(STEMS, [words])
        return list(cursor.fetchone()[0]) or [words]  # "the" and "!!" stand in no entry, so they find nothing


def find(search: Search) -> Found:
    statement, values = statement_for(search, stems(search.q))
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        count, rows, *facets = cursor.fetchone()
    counts = {kind: json.loads(found or "{}") for kind, found in zip(GROUPS, facets, strict=True)}
    return Found(count, json.loads(rows or "[]"), counts)


def statement_for(search: Search, words: list[str]) -> tuple[str, dict[str, Any]]:
    values: dict[str, Any] = {"on": search.on, "skip": (search.page - 1) * SIZE, "categories": list(search.categories)}
    tables, facets = [f"hit AS MATERIALIZED ({_hits(search, words, values)})"], []
    for kind, group in GROUPS.items():
        hits = "hit"
        if getattr(search, group):  # what a group offers is counted as if nothing in it were chosen
            hits = f"but_{kind}"
            tables.append(f"{hits} AS MATERIALIZED ({_scan(search, map(word, words), values, but=kind)} {CAPPED})")
        facets.append(f"(SELECT jsonb_object_agg(value, n) FROM ({COUNTED[kind].format(hits=hits)}) {kind}_facet)")
    order = SORTS[search.sort]
    outer = order.replace("rank", "top.rank").replace("business", "e.business").replace("sort_name", "e.sort_name")
    page = PAGE.format(order=order, outer=outer, size=SIZE)
    select = ["(SELECT count(*) FROM hit)", f"(SELECT jsonb_agg(page) FROM ({page}) page)", *facets]
    return f"WITH {', '.join(tables)} SELECT {', '.join(select)}", values


def _hits(search: Search, words: list[str], values: dict[str, Any]) -> str:
    """Firms whose name has every word stand first, also where more match than are counted."""
    rest = f"{_scan(search, map(word, words), values)} {CAPPED}"
    if not words or search.sort != "best":
        return rest
    first = f"{_scan(search, map(named, words), values, rank=0)} {CAPPED}"
    return f"SELECT DISTINCT ON (business) * FROM (({first}) UNION ALL ({rest})) hits ORDER BY business, rank"


def _scan(search: Search, words: Iterable[str], values: dict[str, Any], *, but: str = "", rank: int = 1) -> str:
    where = ["certified @> %(on)s::date"]
    if query := sought(search, words, but=but):
        name = f"words_{rank}{but}"
        values[name] = query
        where.insert(0, f"words @@ %({name})s::tsquery")
    if search.categories and but != "k":
        where.append(HELD)
    order = "" if query else "ORDER BY sort_name, business"
    return f"{HIT.format(where=' AND '.join(where), rank=rank)} {order}"


def alike(words: str, on: date) -> list[dict[str, Any]]:
    """Firms with a name like the one that was typed, for a search that found nothing."""
    with connection.cursor() as cursor:
        cursor.execute(ALIKE, {"words": words, "on": on})
        return [dict(zip(("slug", "name", "city", "state"), row, strict=True)) for row in cursor.fetchall()]


def meant(search: Search) -> Search | None:
    """The same search with each unknown word replaced by the most similar one of the code lists, if it finds more."""
    with connection.cursor() as cursor:
        cursor.execute(MEANT, [search.q])
        words: str = cursor.fetchone()[0]
    corrected = replace(search, q=words, page=1)
    return corrected if words != search.q.lower() and find(corrected).count else None


def kinds() -> dict[str, str]:
    """The sectors of NAICS with their titles."""
    with connection.cursor() as cursor:
        cursor.execute(KINDS)
        return dict(cursor.fetchall())


def matching(search: Search) -> list[int]:
    """Every firm that matches, however many, in the order of their names."""
    words = stems(search.q)
    values: dict[str, Any] = {"on": search.on, "categories": list(search.categories)}
    scan = _scan(search, map(word, words), values)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT business FROM ({scan}) hit ORDER BY sort_name, business", values)
        return [business for (business,) in cursor.fetchall()]


def in_full(businesses: list[int], on: date) -> Iterator[dict[str, Any]]:
    """All public fields, fetched in portions: a file of 100,000 firms is never whole in memory."""
    for start in range(0, len(businesses), PORTION):
        with connection.cursor() as cursor:
            cursor.execute(IN_FULL, {"businesses": businesses[start : start + PORTION], "on": on})
            yield from (json.loads(row) for (row,) in cursor.fetchall())
