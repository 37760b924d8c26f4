"""Take over the ledger of a restored copy, knowingly: chain what came along and go on from here."""

from __future__ import annotations

from typing import Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import SEAL, Login
from opensdo.privacy.ledger.actions import NothingRestored, adopt
from opensdo.privacy.ledger.queries import last_checkpoint, verify

ASK: Final = "adopt this copy"
GUESTS: Final = """
  SELECT count(*) FROM pg_stat_activity
  WHERE datname = current_database() AND usename = ANY (%s) AND pid <> pg_backend_pid()
    AND NOT (application_name <> '' AND application_name = current_setting('application_name'))  -- this process's pool
"""


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--yes", action="store_true", help="do not ask: you have read what it does")

    def handle(self, *, yes: bool, **options: object) -> None:
        with acting(None, SEAL):
            verdict, last = verify(), last_checkpoint()
        if not verdict.whole:
            raise CommandError(f"this copy is not whole: {verdict.why}. Run `opensdo ledger verify`; nothing was done")
        self.stdout.write(
            f"This copy ends with link {verdict.links} and checkpoint {last.words if last else 'none'}.\n"
            "What was written after it, on the server that it comes from, is not in it. If a newer checkpoint was\n"
            "published, this copy will publish the same numbers again with other contents, and whoever kept the\n"
            "others can see it: compare first, with `opensdo ledger verify --against FILE`, and say so in public.\n"
            "Adopting chains what came along unchained, counts transactions anew, and writes ledger.adopted.\n"
        )
        if not yes and input(f"Stop both sites and the worker. Then type “{ASK}”: ").strip() != ASK:
            raise CommandError("nothing was done")
        if guests := self._guests():
            raise CommandError(f"{guests} other connections of the office are open: stop all its processes first")
        try:
            with acting(None, SEAL):
                adopted = adopt()
        except NothingRestored as error:
            raise CommandError("nothing was restored: this ledger was written here. Nothing was done") from error
        self.stdout.write(f"Adopted on {timezone.localtime():%d %B %Y, %H:%M}: {adopted} entries were chained.")

    def _guests(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute(GUESTS, [[str(login) for login in Login]])
            return int(cursor.fetchone()[0])
