"""List the backups this office knows of, and what lies in a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from opensdo.oversight.continuity import targets
from opensdo.oversight.continuity.models import Backup


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, help="say what lies there, too")

    def handle(self, *, folder: Path | None, **options: object) -> None:
        try:
            there = {label.name: label for label in targets.labels(folder)} if folder else {}
        except targets.NotThere as away:
            raise CommandError(str(away)) from away
        known = Backup.objects.using(settings.OWNER_DATABASE).order_by("made_at").prefetch_related("drills")
        for backup in known:
            self.stdout.write("  ".join(_columns(backup, there if folder else None)))
        if not known:
            self.stdout.write("This office knows of no backup. `opensdo backup FOLDER` makes one.")
        for name in sorted(there.keys() - {backup.name for backup in known}):
            self.stdout.write(f"{name}  is in {folder} and not in the database: made before a restore, or by another")


def _columns(backup: Backup, there: dict[str, targets.Label] | None) -> Iterator[str]:
    yield backup.name
    yield f"{backup.size:>15,} bytes"
    yield f"kept until {backup.keep_until}" if backup.keep_until else "kept: nobody said until when"
    tried = [drill for drill in backup.drills.all() if drill.matched]
    yield f"put back {max(drill.ran_at for drill in tried):%Y-%m-%d}" if tried else "never put back"
    yield f"keys {' '.join(sorted(backup.keyrings)) or 'none'}"
    if backup.gone_at:
        yield f"destroyed {backup.gone_at:%Y-%m-%d}"
    elif there is not None:
        yield "here" if backup.name in there else "not here"
