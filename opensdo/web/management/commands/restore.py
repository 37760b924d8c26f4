"""Put a backup back into an empty installation; with --drill, into a scratch one, to prove that it can be done."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from opensdo.kit.postgres.binaries import NoBinaries
from opensdo.kit.postgres.places import Unreachable
from opensdo.kit.postgres.server import NotStarted
from opensdo.oversight.continuity import drill, recipients, restoring
from opensdo.oversight.continuity.archive import Unreadable
from opensdo.oversight.continuity.manifest import FromElsewhere, NotOurs
from opensdo.oversight.continuity.progress import Progress
from opensdo.oversight.continuity.snapshot import NotAnswering
from opensdo.oversight.continuity.stored import NotAsBackedUp
from opensdo.web import founding, returning

EXPECTED = (
    *(OSError, Unreadable, NotOurs, FromElsewhere, NotAnswering, NoBinaries, NotStarted, Unreachable),
    *(recipients.NotAKey, restoring.NotTheSame, restoring.NotLoaded, NotAsBackedUp, founding.NoSteward, psycopg.Error),
)
DONE = """The office is back in database {database}, as it was on {made_at}.
Do these, in this order, before anybody is let in:

    opensdo ledger adopt      the record goes on from here, and says so
    opensdo check             every promise, asked anew, once worker and sealer run

What happened after {made_at} is not in it: papers to send again, people who left, keys that were destroyed.
The guide for administrators has the list."""


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("backup", type=Path, metavar="BACKUP")
        parser.add_argument("--identity", type=Path, required=True, metavar="FILE", help="the key that opens backups")
        parser.add_argument("--drill", action="store_true", help="restore into a scratch cluster, compare, throw away")
        parser.add_argument("--keys", type=Path, metavar="FOLDER", help="with --drill: the keys to try")
        parser.add_argument("--without-keys", action="store_true", help="go on although sealed values will stay shut")
        parser.add_argument("--scratch", action="store_true", help=argparse.SUPPRESS)

    def handle(self, *, backup: Path, identity: Path, **options: object) -> None:
        tell = Progress(sys.stderr)
        try:
            if options["drill"]:
                self._drill(backup, identity, options["keys"], tell)
                return
            said = returning.come_back(
                backup,
                identity,
                without_keys=bool(options["without_keys"]),
                scratch=bool(options["scratch"]),
                tell=tell,
            )
        except EXPECTED as failed:
            tell.end()
            raise CommandError(f"Nothing was restored. {failed}") from failed
        except returning.NotNow as refused:
            tell.end()
            raise CommandError(str(refused)) from refused
        tell.end()
        self.stdout.write(DONE.format(database=settings.DATABASE, made_at=said.made_at))

    def _drill(self, backup: Path, identity: Path, keys: object, tell: Progress) -> None:
        folder = keys if isinstance(keys, Path) else Path(settings.KEYRING_FOLDER)
        kept = drill.run(backup, identity, keys=folder, at=timezone.now(), tell=tell)
        tell.end()
        self.stdout.write(
            f"{kept.rows:,} rows, {kept.files:,} files and {kept.links:,} entries of the ledger were put back in"
            f" {kept.seconds} s; {kept.values_opened} sealed values and {kept.files_opened} files were opened."
        )
        if not kept.matched:
            raise CommandError(f"The backup is not good: {kept.words}")
        self.stdout.write("All of it matches. The evidence is kept.")
