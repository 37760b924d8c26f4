"""The signing keys: what each signs, since when, whether it still counts, and which process needs its file."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.management.base import BaseCommand

from opensdo.kit.signing import keys
from opensdo.kit.signing.keys import PublicKey, Use

NEEDED_BY: Final = {
    Use.CERTIFICATES: "the staff site and the worker",
    Use.CHECKPOINTS: "the sealer",
    Use.RECEIPTS: "both sites",
}


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks = ()

    def handle(self, **options: object) -> None:
        folder = Path(settings.KEYRING_FOLDER)
        for key in keys.published(folder).keys:
            self.stdout.write(f"{key.id}  {key.use:<13} {standing(key)}")
            if not key.until:
                self.stdout.write(f"    {keys.file_of(folder, key.id).name}: {NEEDED_BY[Use(key.use)]} must read it")
        for use in Use:
            if keys.begun(folder, use):
                self.stdout.write(f"The next key for {use} waits: run `opensdo signing rotate {use}`.")


def standing(key: PublicKey) -> str:
    if key.revoked_on:
        return f"since {key.since}, revoked on {key.revoked_on}: nothing that it signed counts"
    return f"since {key.since}" + (f", until {key.until}: what it signed stays good" if key.until else ", in use")
