"""Take a signing key back that may be in wrong hands: from then on nothing that it ever signed counts."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from opensdo.kit.signing import keys
from opensdo.kit.signing.keys import Use
from opensdo.privacy.ledger.actions import append

THEN = {
    Use.CERTIFICATES: "Certificates that it signed no longer verify: issue them again.",
    Use.CHECKPOINTS: "The sealer signs every checkpoint again with the new key. The hashes stay what they were.",
    Use.RECEIPTS: "Receipts that it signed no longer verify. Their codes still find their entries.",
}


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key", help="its name, as `opensdo signing list` shows it")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *, key: str, yes: bool, **options: object) -> None:
        folder = Path(settings.KEYRING_FOLDER)
        try:
            lost = keys.published(folder).named(key)
        except keys.NoSuchKey as error:
            raise CommandError(f"this office never published a key {key}") from error
        then = THEN[Use(lost.use)]
        if not yes and input(f"{then} It cannot be undone. Type the name of the key again: ").strip() != key:
            raise CommandError("nothing was done")
        keys.revoke(folder, key, on=timezone.localdate())  # first: the ledger may be out of reach
        try:
            append("signing.revoked", "signing", use=lost.use, key=key)
        except DatabaseError as error:
            raise CommandError(f"Key {key} is revoked, and the ledger does not say so yet: run this again.") from error
        self.stdout.write(f"Key {key} is revoked. {then} Give {keys.PUBLISHED} to every host.")
