"""What is confirmed is on the disk, and what was backed up has been put back."""

from __future__ import annotations

from django.conf import settings
from django.db.backends.utils import CursorWrapper

from opensdo.kit.counting import counted
from opensdo.privacy.data.roles import BACKUP
from opensdo.privacy.policy.controls import Finding, control

SET_ASIDE = """
    SELECT count(*) FROM pg_db_role_setting s, unnest(setconfig) AS said
    WHERE split_part(said, '=', 1) = ANY (%s) AND lower(split_part(said, '=', 2)) IN ('off', 'false', 'no', '0')
      AND (setdatabase = 0 OR setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database()))
"""
DO_NOT_WAIT = """
    DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database()); END $$
"""
WAITS = ("fsync", "full_page_writes", "synchronous_commit")
LAST = """
    SELECT d.matched, d.ran_at > now() - %(days)s * interval '1 day' AND d.ran_at <= now() + interval '1 hour',
      b.made_at > d.ran_at - %(days)s * interval '1 day', d.ran_at::date, b.made_at::date, d.rows, d.files, d.words
    FROM continuity_drill d JOIN continuity_backup b ON b.id = d.backup_id ORDER BY d.ran_at DESC LIMIT 1
"""
MAY_MORE = """
    SELECT (SELECT count(*) FROM pg_class c, unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS may
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'p')
              AND (has_table_privilege(r.oid, c.oid, may)
                   OR may IN ('INSERT', 'UPDATE') AND has_any_column_privilege(r.oid, c.oid, may)))
         + (SELECT count(*) FROM pg_auth_members m WHERE m.member = r.oid AND m.roleid <> 'pg_read_all_data'::regrole)
         + (rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication)::int
    FROM pg_roles r WHERE rolname = %s
"""


@control(
    "not-lost",
    breaks_if=DO_NOT_WAIT,
    broken="the database was told not to wait for the disk",
)
def what_we_confirm_is_on_the_disk(cursor: CursorWrapper) -> Finding:
    """Asked of the server as it runs, and of what one login or this database is told differently."""
    wanted = list(settings.CRASH_SAFE)
    cursor.execute("SELECT name FROM pg_settings WHERE name = ANY (%s) AND setting = 'off'", [wanted])
    off = [name for (name,) in cursor.fetchall()]
    cursor.execute(SET_ASIDE, [list(WAITS)])
    aside = cursor.fetchone()[0]
    said = f"We asked for {counted(len(wanted), 'setting')} that make the database wait for the disk before we say yes."
    return Finding(
        not off and not aside,
        f"{said} {'All of them are on.' if not off and not aside else 'One is off.'}",
        len(wanted),
        " ".join([*off, *([f"{aside} set for a role or this database"] if aside else [])]),
    )


@control(
    "not-lost",
    breaks_if="DELETE FROM continuity_drill",
    broken="the record of the last try was taken away",
)
def the_last_backup_was_put_back(cursor: CursorWrapper) -> Finding:
    """The last drill counts, good or bad, until it is too old; a drill of an old backup proves little."""
    cursor.execute(LAST, {"days": settings.DRILL_DAYS})
    last = cursor.fetchone()
    if last is None:
        return Finding(False, "No backup was put back for a test yet.", 0)
    matched, fresh, recent, ran, made, rows, files, words = last
    said = f"On {ran:%-d %B %Y} we put back the backup of {made:%-d %B %Y} in a test place."
    found = f"{counted(rows, 'row')} and {counted(files, 'file')}"
    if not matched:
        return Finding(False, f"{said} It was not all there.", rows, words)
    if not (fresh and recent):
        return Finding(False, f"{said} That is too long ago.", rows)
    return Finding(True, f"{said} {found} were the same as when we stored them.", rows)


@control(
    "need-to-know",
    breaks_if="GRANT INSERT ON data_subject TO opensdo_backup",
    broken="the part that copies was allowed to write",
)
def what_copies_everything_changes_nothing(cursor: CursorWrapper) -> Finding:
    """It reads past row security, so it may do nothing else: no writing, no purpose, no function that opens."""
    cursor.execute(MAY_MORE, [BACKUP])
    found = cursor.fetchone()
    if found is None:
        return Finding(False, "There is no part of the system that makes backups.", 0)
    cursor.execute("SELECT has_function_privilege(%s, 'reveal(text, bigint, text)', 'EXECUTE')", [BACKUP])
    more = found[0] + cursor.fetchone()[0]
    return Finding(more == 0, f"One part of the system copies all data for backups. It may do {more} other things.", 1)
