"""Make the key that opens backups, outside of the installation; the public half stays here."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from opensdo.oversight.continuity import recipients


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="where the private half goes: a medium that you take away")
        parser.add_argument("--of-keys", action="store_true", help="for `opensdo keys backup`, kept by somebody else")

    def handle(self, *, file: Path, of_keys: bool, **options: object) -> None:
        try:
            public = recipients.make(Path(settings.KEYRING_FOLDER), file, outside=Path(settings.HOME), of_keys=of_keys)
        except recipients.Inside as inside:
            raise CommandError(f"{file} lies inside {settings.HOME}: it would be lost, and found, with it.") from inside
        except FileExistsError as there:
            raise CommandError(f"{file} is there already. A private key is never written over.") from there
        except OSError as failed:
            raise CommandError(f"{failed.filename or file} cannot be written: {failed.strerror}.") from failed
        what = "the keys" if of_keys else "the database and the files"
        self.stdout.write(f"Backups of {what} are encrypted to {public} from now on.")
        self.stdout.write(f"Take {file} away from this machine, and keep a second copy somewhere else.")
