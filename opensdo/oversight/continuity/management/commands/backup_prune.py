"""Destroy the backups in a folder that are past their day, once a newer one was put back successfully."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from opensdo.oversight.continuity import actions, targets


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *, folder: Path, **options: object) -> None:
        now = timezone.now()
        try:
            gone = actions.prune(folder, on=timezone.localdate(now), at=now)
        except targets.NotThere as away:
            raise CommandError(str(away)) from away
        for name in gone:
            self.stdout.write(f"{name} is destroyed.")
        if not gone:
            self.stdout.write("Nothing to destroy: none is past its day and followed by one that was put back.")
