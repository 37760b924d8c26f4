"""Destroy the keys of one subject: what was sealed about her is noise from then on. Asks first, and is written down."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError, connections
from django.utils import timezone

from opensdo.kit.counting import counted
from opensdo.privacy.data import rotation, vault
from opensdo.privacy.data.custody import KeyCommand, reason
from opensdo.privacy.data.epochs import Backup, backups

DIGITS: Final = 19  # of a bigint
KINDS: Final = """
    SELECT split_part(place, ':', 1) AS kind, count(*) FROM data_datakey WHERE subject_id = %s
    GROUP BY kind ORDER BY kind
"""


class Command(KeyCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("subject", help="the case, such as CERT-7K2M-9QXA, or the number that the ledger gives her")
        parser.add_argument("--why", required=True, help="one sentence; it goes into the ledger, so no names")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, subject: str, why: str, yes: bool, **options: object) -> None:
        about = self._meant(subject)
        kinds = self._kinds(about)
        kept = _kept(timezone.localdate())
        self.stdout.write(f"Nobody will be able to open this again about {subject}:")
        for kind, count in kinds:
            self.stdout.write(f"  {kind}: {count}")
        self.stdout.write("It can still be brought back from:")
        self.tell_of(kept, none="no backup that this office knows of")
        self.agree(subject, yes=yes)
        try:
            with rotation.keeping(self.database):
                destroyed = vault.shred(about, why=why, using=self.database)
        except DatabaseError as refused:
            raise CommandError(f"Refused: {reason(refused)}. Nothing was destroyed.") from refused
        end = "when the last of these backups is gone" if kept else "now, unless somebody has a copy of the database"
        self.stdout.write(f"{counted(destroyed, 'key')} destroyed. It is final {end}.")

    def _meant(self, subject: str) -> int:
        """Raises CommandError."""
        if subject.isascii() and subject.isdigit() and len(subject) < DIGITS:
            return int(subject)
        found = self._asked("SELECT subject_of_case(%s)", subject.upper())[0][0]
        if found is None:
            raise CommandError(f"There is no case {subject}, and it is not the number of a subject.")
        return int(found)

    def _kinds(self, about: int) -> list[Any]:
        """Raises CommandError when nothing can be opened as it is."""
        if kinds := self._asked(KINDS, about):
            return kinds
        at = self._asked("SELECT shredded_at(%s)", about)[0][0]
        if at is None:
            raise CommandError("Nothing sealed is held about this subject.")
        raise CommandError(
            f"Its keys were destroyed on {timezone.localdate(at):%d %B %Y}, and nothing was sealed about it since."
        )

    def _asked(self, question: str, given: str | int) -> list[Any]:
        with rotation.keeping(self.database), connections[self.database].cursor() as cursor:
            cursor.execute(question, [given])
            found: list[Any] = cursor.fetchall()
        return found


def _kept(today: date) -> list[Backup]:
    return [backup for backup in backups() if backup.kept_until is None or backup.kept_until >= today]
