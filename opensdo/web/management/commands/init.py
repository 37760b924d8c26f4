"""Found an office, or bring it up to date: roles, database, keys, tables, the first policy. Safe to run again."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from opensdo.web import founding


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--superusers-step", action="store_true", help="print what a database administrator runs")

    def handle(self, **options: object) -> None:
        if options["superusers_step"]:
            self.stdout.write(founding.superusers_step(settings.SERVER.password))
            return
        with founding.server_at_hand():
            try:
                with founding.steward_at_work() as steward:
                    made = founding.create_database(steward, settings.DATABASE, settings.SERVER.password)
            except founding.NoSteward as missing:
                raise CommandError(str(missing)) from missing
            founding.make_keys(settings.KEYRING_FOLDER, timezone.localdate(), new=made)
            founding.make_tables()
        self.stdout.write(f"The office {'is founded' if made else 'is up to date'} in database {settings.DATABASE}.")
