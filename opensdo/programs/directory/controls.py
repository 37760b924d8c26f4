"""The promise that public pages and files hold public fields only, asked of the live database."""

from __future__ import annotations

from typing import Final

from django.db.backends.utils import CursorWrapper

from opensdo.kit.counting import counted
from opensdo.privacy.data.declare import our_models
from opensdo.privacy.data.models import Collected
from opensdo.privacy.data.roles import BASE
from opensdo.privacy.policy.controls import Finding, control
from opensdo.programs.directory.models import Edition, Entry

OPEN: Final = """
    SELECT format('%%s.%%s', relname, attname) FROM pg_class c JOIN pg_attribute a ON attrelid = c.oid AND attnum > 0
    WHERE relname = ANY (%s) AND NOT attisdropped AND has_column_privilege(%s, c.oid, attnum, 'SELECT')
"""
LIST_SOMEBODY: Final = """
    INSERT INTO directory_entry (business, slug, name, trade_name, description, city, county, state, zip_code, website,
        street, phone, email, contact_name, codes, kinds, sort_name, newest, certified, words)
    VALUES (-1, 'sabotage', 'x', '', '', '', '', '', '', '', '', '617 555 0100', '', '', '[]', '{}', 'x', '2026-01-01',
        '{}', '')
"""


@control(
    "no-sale",
    breaks_if=f"GRANT SELECT (phone) ON businesses_business TO {BASE}",
    broken="the public pages were let into the files",
)
def public_pages_cannot_read_the_files(cursor: CursorWrapper) -> Finding:
    tables = [model._meta.db_table for model in our_models() if issubclass(model, Collected)]
    cursor.execute(OPEN, [tables, BASE])
    found = [name for (name,) in cursor.fetchall()]
    said = f"Of {counted(len(tables), 'kind')} of private file, a public page can read {len(found)}."
    return Finding(not found, said, len(tables), ", ".join(found))


@control("no-sale", breaks_if=LIST_SOMEBODY, broken="a telephone number was listed that nobody had chosen to list")
def the_directory_lists_what_the_firm_chose(cursor: CursorWrapper) -> Finding:
    """Looks at every entry. An empty directory has been looked at, too: the table is what is examined."""
    cursor.execute("SELECT listed_unasked()")
    unasked = cursor.fetchone()[0]
    cursor.execute(f"SELECT count(*) FROM {Entry._meta.db_table}")
    entries = cursor.fetchone()[0]
    cursor.execute(f"SELECT count(*) FROM {Edition._meta.db_table}")
    listed = counted(entries, "business", "businesses")
    said = f"{listed} in the directory, {unasked} with an address or number it did not choose."
    return Finding(unasked == 0, said, cursor.fetchone()[0])
