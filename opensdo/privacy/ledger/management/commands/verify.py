"""Check a receipt and its proof, with no network and no database: 0 proven, 1 not, 2 not yet, 3 not readable."""

from __future__ import annotations

import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from opensdo.kit.signing import check_receipt
from opensdo.kit.signing.keys import PUBLISHED


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the proof, or the receipt")
        parser.add_argument(
            "--keys", default=str(Path(settings.KEYRING_FOLDER) / PUBLISHED), help="public keys; else this office's"
        )
        parser.add_argument("--kept", default="", help="a file with a checkpoint that somebody kept")

    def handle(self, *, file: str, keys: str, kept: str, **options: object) -> None:
        sys.exit(check_receipt.main([file, keys, *(["--kept", kept] if kept else [])]))
