"""Destroy the keys of one subject: what was sealed about her is noise from then on. Asks first, and is written down."""

from __future__ import annotations

from datetime import date

from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError, connections
from django.utils import timezone

from opensdo.kit.counting import counted
from opensdo.privacy.data import rotation, vault
from opensdo.privacy.data.custody import KeyCommand, reason
from opensdo.privacy.data.epochs import Backup, backups

KINDS = """
    SELECT split_part(place, ':', 1) AS kind, count(*) FROM data_datakey WHERE subject_id = %s
    GROUP BY kind ORDER BY kind
"""


class Command(KeyCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("subject", type=int, help="the number of the subject, as the ledger names it")
        parser.add_argument("--why", required=True, help="one sentence; it goes into the ledger, so no names")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, subject: int, why: str, yes: bool, **options: object) -> None:
        with rotation.keeping(self.database), connections[self.database].cursor() as cursor:
            cursor.execute(KINDS, [subject])
            kinds = cursor.fetchall()
        if not kinds:
            raise CommandError(f"Nothing sealed is held about subject {subject}.")
        self.stdout.write(f"Nobody will be able to open this again about subject {subject}:")
        for kind, count in kinds:
            self.stdout.write(f"  {kind}: {count}")
        self.stdout.write("It can still be brought back from:")
        self.tell_of(_kept(timezone.localdate()), none="no backup that this office knows of")
        self.agree(str(subject), yes=yes)
        try:
            with rotation.keeping(self.database):
                destroyed = vault.shred(subject, why=why, using=self.database)
        except DatabaseError as refused:
            raise CommandError(f"Refused: {reason(refused)}. Nothing was destroyed.") from refused
        self.stdout.write(f"{counted(destroyed, 'key')} destroyed. It is final when the last of these backups is gone.")


def _kept(today: date) -> list[Backup]:
    return [backup for backup in backups() if backup.kept_until is None or backup.kept_until >= today]
