"""Sign with a new key from today. The old one stays published, so that what it signed stays good."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
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
        old = keys.published(folder).newest(Use(use)).id
        new = keys.rotate(folder, use=Use(use), on=timezone.localdate()).newest(Use(use)).id
        append("signing.rotated", "signing", use=use, old=old, new=new)
        self.stdout.write(
            f"Key {new} signs {use} from today. Give {keys.file_of(folder, new).name} to {NEEDED_BY[Use(use)]},"
            f" and {keys.PUBLISHED} to every host. The old private file may be destroyed."
        )
