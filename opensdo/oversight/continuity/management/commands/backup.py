"""Make one encrypted backup of the database and the files in a folder, or on standard output with `-`."""

from __future__ import annotations

import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from opensdo.kit.postgres.binaries import NoBinaries
from opensdo.oversight.continuity import actions
from opensdo.oversight.continuity.progress import Progress
from opensdo.oversight.continuity.recipients import NoRecipient
from opensdo.oversight.continuity.snapshot import NotAnswering, NotDumped
from opensdo.oversight.continuity.targets import Full, NotThere
from opensdo.privacy.data.roles import BACKUP

NO_KEY = """There is no key to encrypt a backup to. Make one, in a place that is not this machine's, and run this again:

    opensdo backup key /media/safe/backup-key.txt

Whoever holds that file opens every backup. Without it, nobody does."""
NO_LOGIN = """No backup was made. The database does not let {login} in: {why}
If it is running and this login is missing, the administrator of the database server makes it once:
`opensdo init --superusers-step` prints what to run. The password is kept in {path}."""


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", metavar="TARGET", help="a folder that is there already, or - for a stream")

    def handle(self, *, target: str, **options: object) -> None:
        tell = Progress(sys.stderr)
        try:
            if target == "-":
                kept = actions.stream(sys.stdout.buffer, at=timezone.now(), tell=tell)
                self.stderr.write(f"{kept.name}: {kept.size:,} bytes, SHA-256 {kept.digest}")
            else:
                actions.back_up(Path(target), at=timezone.now(), tell=tell)
        except NoRecipient as missing:
            raise CommandError(NO_KEY) from missing
        except NotAnswering as failed:
            path = settings.SERVER.passfile(BACKUP)
            raise CommandError(NO_LOGIN.format(login=BACKUP, why=failed, path=path)) from failed
        except (NotThere, Full, NotDumped, NoBinaries, BrokenPipeError) as failed:
            raise CommandError(f"No backup was made. {failed}") from failed
        except actions.Lost as lost:
            raise CommandError(f"The backup is made, but the office is not whole: {lost}", returncode=3) from lost
        finally:
            tell.end()
