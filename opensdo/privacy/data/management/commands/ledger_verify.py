"""Is the ledger whole? Names the first row that was changed, removed, smuggled in or cut off. Exits with 1 if not."""

from __future__ import annotations

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import SEAL
from opensdo.privacy.ledger.comparing import Nothing, differences
from opensdo.privacy.ledger.queries import verify


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--against",
            type=Path,
            metavar="FILE",
            help="checkpoints that somebody kept, signed or as printed",
        )

    def handle(self, *, against: Path | None = None, **options: object) -> None:
        with acting(None, SEAL):
            verdict = verify()
            try:
                found = differences(against.read_text("utf-8", "replace")) if against else []
            except (OSError, Nothing) as error:
                raise CommandError(f"{against}: {error}") from error
        if verdict.whole and not found:
            kept = " What was kept is the same." if against else ""
            self.stdout.write(
                f"The ledger is whole: {verdict.links} entries in one chain, {verdict.checkpoints} checkpoints.{kept}"
            )
            return
        where = "".join(
            f" {word} {number}."
            for word, number in (("Link", verdict.bad_link), ("Entry", verdict.bad_entry))
            if number is not None
        )
        for words in ([f"{verdict.why}.{where}"] if not verdict.whole else []) + found:
            self.stderr.write(f"The ledger is NOT whole: {words}")
        self.stderr.write("Stop, keep this server as it is, and tell the security officer.")
        sys.exit(1)
