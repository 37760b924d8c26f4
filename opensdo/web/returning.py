"""An office comes back from a backup: into a database of another name, renamed when every row was compared."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from opensdo.kit.signing import keys as signing
from opensdo.oversight.continuity import drill, recipients, restoring, stored, targets
from opensdo.oversight.continuity.actions import known_as
from opensdo.oversight.continuity.manifest import Manifest
from opensdo.privacy.data.roles import OWNER, STEWARD
from opensdo.web import founding

HALF: Final = "_half_restored"
Tell = Callable[[str], None]


class NotNow(Exception):
    """It could be restored, but not here or not like this; the message says why and what to do."""


def come_back(backup: Path, identity: Path, *, without_keys: bool, scratch: bool, tell: Tell) -> Manifest:
    """May be killed at any moment and run again. Raises NotNow, and what `restoring` raises."""
    sealed = restoring.believe(backup, recipients.identities(identity), _known(), tell=tell)
    _refuse(sealed.said, without_keys=without_keys, scratch=scratch)
    with founding.server_at_hand(), founding.steward_at_work() as steward:
        _refuse_an_office(steward, sealed.said)
        half = f"{settings.DATABASE}{HALF}"
        _drop(steward, half)
        founding.create_database(steward, half, settings.SERVER.password)
        restoring.load(sealed, half, tell=tell)
        tell("Compare every row")
        restoring.compare(half, sealed.said)
        _rename(steward, half, settings.DATABASE)
        tell("Bring tables and grants up to date")
        call_command("migrate", verbosity=0)
        if not scratch:  # its note was written after it was made; until this backup is gone, its keys are needed
            known_as(sealed.said, size=backup.stat().st_size, digest=targets.digest_of(backup))
    return sealed.said


def _known() -> signing.PublicKeys:
    try:
        return signing.published(Path(settings.KEYRING_FOLDER))
    except FileNotFoundError as missing:
        raise NotNow(
            f"The keys of the office are not in {settings.KEYRING_FOLDER}. They travel apart from the backup:"
            " put them back first."
        ) from missing


def _refuse(said: Manifest, *, without_keys: bool, scratch: bool) -> None:
    if scratch and not drill.under_way():
        raise NotNow(
            "Only a drill restores into a scratch place: run `opensdo restore BACKUP --identity FILE --drill`."
        )
    if said.demonstration and not scratch:
        raise NotNow("This is a backup of a demonstration, and a demonstration can never become an office.")
    if settings.DEMONSTRATION and not scratch:
        raise NotNow(
            "This is a backup of an office, and a demonstration shows what it holds to everybody. Restore it in an"
            " installation of its own, as the guide says."
        )
    ours = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if newer := sorted(set(said.migrations) - ours):
        raise NotNow(
            f"It was made by {said.build}, whose tables this software does not know ({', '.join(newer[:3])})."
            " Install that version or a newer one, then restore."
        )
    missing = restoring.missing_keys(said)
    if missing and not without_keys:
        listed = ", ".join(f"{name} ({many:,} values and files)" for name, many in sorted(missing.items()))
        raise NotNow(
            f"These keys are not here: {listed}. What they seal would stay shut for ever. Put them into"
            f" {settings.KEYRING_FOLDER}, or say --without-keys to restore everything else."
        )


def _refuse_an_office(steward: psycopg.Connection[Any], said: Manifest) -> None:
    if founding.exists(steward, settings.DATABASE):
        raise NotNow(
            f"There is a database {settings.DATABASE} already. Nothing is ever restored over an office: name another"
            " one in OPENSDO_DATABASE, or let its administrator rename or drop it."
        )
    if stored.others(said.files.keys()):
        raise NotNow(
            f"There are other files in {settings.FILES_FOLDER}. Move them away: nothing is ever restored over an"
            " office."
        )


def _drop(steward: psycopg.Connection[Any], half: str) -> None:
    """What a killed restore left, its last sessions included."""
    if not founding.exists(steward, half):
        return
    steward.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s AND usename = current_user",
        [half],
    )
    steward.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(OWNER)))
    steward.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(half)))
    steward.execute("RESET ROLE")


def _rename(steward: psycopg.Connection[Any], half: str, name: str) -> None:
    """Only who owns a database and may create some renames one: the steward is both for one transaction."""
    roles = sql.Identifier(OWNER), sql.Identifier(STEWARD)
    with steward.transaction():
        steward.execute(sql.SQL("GRANT {} TO {} WITH INHERIT TRUE").format(*roles))
        steward.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(half), sql.Identifier(name)))
        steward.execute(sql.SQL("GRANT {} TO {} WITH INHERIT FALSE").format(*roles))
