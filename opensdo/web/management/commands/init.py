"""Found an office, or bring it up to date: roles, database, keys, tables, the first policy. Safe to run again."""

from __future__ import annotations

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from opensdo.privacy.data.roles import STEWARD, create_steward
from opensdo.web import founding

WITHOUT_STEWARD = f"""The login {STEWARD} cannot connect ({{}}).
On your own database server, let its administrator run this once, then run `opensdo init` again:

    {{}}

(`opensdo init --superusers-step` prints it alone. The password is kept in {{}}.)"""


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--superusers-step", action="store_true", help="print what a database administrator runs")

    def handle(self, **options: object) -> None:
        if options["superusers_step"]:
            self.stdout.write(founding.superusers_step(settings.SERVER.password))
            return
        if settings.DATABASES["default"]["HOST"] == str(settings.SERVER.socket):
            with settings.SERVER.borrowed() as server:
                with psycopg.connect(server.dsn(), autocommit=True) as superuser:
                    create_steward(superuser, server.password(STEWARD))
                self.found()
        else:
            self.found()

    def found(self) -> None:
        try:
            with _steward() as steward:
                made = founding.create_database(steward, settings.DATABASE, settings.SERVER.password)
        except psycopg.OperationalError as failed:
            step = founding.superusers_step(settings.SERVER.password)
            words = WITHOUT_STEWARD.format(str(failed).strip(), step, settings.SERVER.passfile(STEWARD))
            raise CommandError(words) from failed
        founding.make_keys(settings.KEYRING_FOLDER, timezone.localdate())
        founding.make_tables()
        self.stdout.write(f"The office {'is founded' if made else 'is up to date'} in database {settings.DATABASE}.")


def _steward() -> psycopg.Connection[tuple[object, ...]]:
    database = settings.DATABASES["owner"]
    return psycopg.connect(
        host=database["HOST"],
        port=database["PORT"] or None,
        dbname="postgres",
        user=STEWARD,
        passfile=database["OPTIONS"]["passfile"],
        autocommit=True,
        connect_timeout=10,
    )
