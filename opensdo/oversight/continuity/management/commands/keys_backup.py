"""Copy the office's own keys into one file, encrypted to a key that is not the one of the backups."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from opensdo.oversight.continuity import archive, recipients, targets
from opensdo.oversight.continuity.archive import Member

NO_KEY = """There is no key to encrypt the copy to. Make one, and give it to somebody without the key of the backups:

    opensdo backup key /media/other/key-of-the-keys.txt --of-keys"""


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="a folder that is there already, and not the one of the backups")
        parser.add_argument("name", nargs="?", default=f"keys-{timezone.now():%Y%m%dT%H%M%SZ}".lower())

    def handle(self, *, folder: Path, name: str, **options: object) -> None:
        keyring = Path(settings.KEYRING_FOLDER)
        try:
            to = recipients.recipients(keyring, of_keys=True)
            if (folder / f"{name}{targets.SEALED}").exists():  # it may hold a key that was retired here since
                raise CommandError(f"{folder / name}{targets.SEALED} is there already. A copy is never written over.")
            with targets.new(folder, name) as out:
                archive.write(out, _files(keyring), to)
        except recipients.NoRecipient as missing:
            raise CommandError(NO_KEY) from missing
        except (targets.NotThere, targets.Full) as failed:
            raise CommandError(f"No copy was made. {failed}") from failed
        self.stdout.write(f"{folder / name}{targets.SEALED} holds the keys of this office.")
        self.stdout.write("To put them back: age -d -i KEY FILE | tar x -C OPENSDO_HOME/keys")


def _files(keyring: Path) -> Iterator[Member]:
    for path in sorted(keyring.iterdir()):
        if path.is_file() and not path.name.endswith(("lock", ".new", ".half", ".txt")):
            content = path.read_bytes()
            yield Member(
                path.name, len(content), [content], path.stat().st_mtime
            )  # a key's age is when its file was made
