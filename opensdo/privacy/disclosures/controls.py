"""The promises that a reason comes first, that every fact is declared, and that what goes outside is written down."""

from __future__ import annotations

from typing import Final

from django.db.backends.utils import CursorWrapper

from opensdo.kit.counting import counted
from opensdo.privacy.data.declare import our_models
from opensdo.privacy.data.models import Collected
from opensdo.privacy.data.purposes import PURPOSES, Login, Reach
from opensdo.privacy.disclosures.datamap import datamap, differences
from opensdo.privacy.disclosures.models import Disclosure
from opensdo.privacy.policy.controls import Finding, control

NOTE: Final = Disclosure._meta.db_table
LOOSE: Final = """
    SELECT count(*), coalesce(string_agg(tablename || '.' || policyname, ', ') FILTER (
        WHERE NOT (array_length(roles, 1) = 1 AND permissive = 'PERMISSIVE'
                   AND position('policy_versions_for(''' || code || '''::text)' IN rule) > 0
                   AND rule !~ '\\mOR\\M')), '')
    FROM (SELECT *, substr(roles[1]::text, length('need_') + 1) AS code, coalesce(qual, with_check) AS rule
          FROM pg_policies) stated
    WHERE tablename = ANY (%s) AND NOT roles && %s
"""
EARLY: Final = """
    SELECT coalesce(string_agg(login || ' ' || relname, ', '), '')
    FROM pg_class c CROSS JOIN unnest(%s::text[]) AS asked (login)
    WHERE relname = ANY (%s) AND has_any_column_privilege(login, c.oid, 'SELECT, UPDATE')
"""
GUARDS: Final = """
    SELECT (SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled = 'O'
              AND tgname IN ('refuse', 'fits', 'signature', 'bind'))
      + (SELECT count(*) FROM pg_constraint WHERE conrelid = %s::regclass AND convalidated
           AND conname = 'a_disclosure_says_to_whom_why_and_by_which_law'),
      (SELECT count(*) FROM pg_roles WHERE rolname <> 'opensdo_owner' AND NOT rolsuper AND rolname LIKE ANY (%s)
         AND has_table_privilege(rolname, %s, 'UPDATE, DELETE, TRUNCATE'))
"""


def _collected() -> list[str]:
    return [model._meta.db_table for model in our_models() if issubclass(model, Collected)]


@control(
    "internal-use",
    breaks_if="ALTER POLICY certify_reads ON businesses_owner USING (true)",
    broken="one kind of work was let in without asking the policy",
)
def every_way_to_a_record_asks_if_the_policy_allows_the_reason(cursor: CursorWrapper) -> Finding:
    """The owner never logs in, the opener writes down why; who renews keys sees no field. Everybody else asks."""
    apart = ["opensdo_owner", "opensdo_opener", *(each.role for each in PURPOSES if each.reach is Reach.CUSTODY)]
    cursor.execute(LOOSE, [_collected(), apart])
    ways, loose = cursor.fetchone()
    count = len(loose.split(", ")) if loose else 0
    said = f"There are {counted(ways, 'way')} to a record. {count} do not ask if your policy allows the reason."
    return Finding(not loose, said, ways, loose)


@control(
    "internal-use",
    breaks_if="GRANT SELECT (full_name) ON businesses_owner TO opensdo_staff",
    broken="the staff pages could read names before a reason was named",
)
def nothing_is_read_before_a_reason_is_named(cursor: CursorWrapper) -> Finding:
    cursor.execute(EARLY, [list(Login), _collected()])
    early = cursor.fetchone()[0]
    asked = len(Login) * len(_collected())
    found = len(early.split(", ")) if early else 0
    said = f"We asked {asked} times if a part of the system can read or change a record with no reason. {found} can."
    said += " Only the backup copies all, and it is locked."
    return Finding(not early, said, asked, early)


@control(
    "voluntary",
    breaks_if="ALTER TABLE businesses_owner ADD COLUMN birthday date",
    broken="a place for a fact was made that no one had declared",
)
def no_fact_is_held_that_nobody_declared(cursor: CursorWrapper) -> Finding:
    wrong, held = differences(cursor), len(datamap())
    said = f"Our map of data lists {counted(held, 'kind')} of facts. The database differs from it in"
    return Finding(not wrong, f"{said} {counted(len(wrong), 'place')}.", held, "; ".join(wrong))


@control(
    "no-sale.recorded",
    breaks_if=f"DROP TRIGGER refuse ON {NOTE}",
    broken="the list of who got facts could be changed",
)
def what_goes_outside_is_written_down_once(cursor: CursorWrapper) -> Finding:
    cursor.execute(GUARDS, [NOTE, NOTE, ["need\\_%", "opensdo\\_%"], NOTE])
    guards, writers = cursor.fetchone()
    said = f"{guards} of 5 guards stand over the list of who got facts, why and by which law. {writers} can change it."
    return Finding(guards == 5 and writers == 0, said, 5)
