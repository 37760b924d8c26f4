"""Sign with a new key from today. The old one stays published, so that what it signed stays good.

The ledger has it before it is so. A run that died is finished by the next one, with the same key.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from opensdo.kit.signing import keys
from opensdo.kit.signing.keys import Use
from opensdo.privacy.ledger.actions import append
from opensdo.privacy.ledger.management.commands.signing_list import NEEDED_BY


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("use", choices=[use.value for use in Use], help="what the key signs")

    def handle(self, *, use: str, **options: object) -> None:
        folder = Path(settings.KEYRING_FOLDER)
        try:
            with keys.changing(folder, use=Use(use), on=timezone.localdate()) as change:
                append("signing.rotated", "signing", use=use, old=change.old, new=change.new)
        except DatabaseError as error:
            raise CommandError("The old key still signs: the ledger could not be written. Run this again.") from error
        except (OSError, LookupError, ValueError) as error:
            raise CommandError(f"The keys in {folder} cannot be changed: {error}") from error
        self.stdout.write(
            f"Key {change.new} signs {use} from today. Give {keys.file_of(folder, change.new).name} to"
            f" {NEEDED_BY[Use(use)]}, and {keys.PUBLISHED} to every host. The old private file may be destroyed."
        )
