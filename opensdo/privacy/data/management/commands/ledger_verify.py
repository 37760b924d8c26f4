"""Is the ledger whole? Names the first row that was changed, removed, smuggled in or cut off. Exits with 1 if not."""

from __future__ import annotations

import sys

from django.core.management.base import BaseCommand

from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import SEAL
from opensdo.privacy.ledger.queries import verify


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, **options: object) -> None:
        with acting(None, SEAL):
            verdict = verify()
        if verdict.whole:
            self.stdout.write(
                f"The ledger is whole: {verdict.links} entries in one chain, {verdict.checkpoints} checkpoints."
            )
            return
        where = "".join(
            f" {word} {number}."
            for word, number in (("Link", verdict.bad_link), ("Entry", verdict.bad_entry))
            if number is not None
        )
        self.stderr.write(f"The ledger is NOT whole: {verdict.why}.{where}")
        self.stderr.write("Stop, keep this server as it is, and tell the security officer.")
        sys.exit(1)
