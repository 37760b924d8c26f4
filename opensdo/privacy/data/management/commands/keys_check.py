"""Does everything that is sealed open here? Says what is lost, and exits with 1 when something is."""

from __future__ import annotations

import sys

from django.core.management.base import CommandParser

from opensdo.kit.counting import counted
from opensdo.privacy.data import rotation
from opensdo.privacy.data.custody import KeyCommand
from opensdo.privacy.data.epochs import shut


class Command(KeyCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", action="store_true", help="unwrap every data key, not one try for each epoch")

    def handle(self, **options: object) -> None:
        found = self.look()
        lost = shut(found)
        damaged = self._try_each(tuple(epoch.name for epoch in lost)) if options["every"] else 0
        if lost or damaged or not any(epoch.newest and epoch.opens for epoch in found):
            sys.exit(1)
        locked = counted(sum(epoch.keys for epoch in found), "sealed value or file", "sealed values and files")
        self.stdout.write(f"{locked} under {counted(len(found), 'epoch')}: every one that is in use opens here.")

    def _try_each(self, leaving: tuple[str, ...]) -> int:
        damaged = rotation.damaged(leaving=leaving, using=self.database)
        for key_id in damaged:
            self.stderr.write(f"The data key {key_id} does not open: it was damaged or moved.")
        return len(damaged)
