"""Break each promise on purpose, in a scratch copy with an invented cast, and keep that its check noticed.

Run it every night and after each upgrade, with the steward's pass file: the proof counts for one build and for a week.
"""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError, CommandParser

from opensdo.oversight.assurance.asking import prove_office
from opensdo.oversight.assurance.scratch import Unproven


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only", action="append", default=[], metavar="CLAUSE", help="prove this clause alone")

    def handle(self, only: list[str], **options: object) -> None:
        try:
            proofs = prove_office(only=only)
        except (Unproven, OSError) as failed:
            raise CommandError(f"Not proven: {failed}") from failed
        for proof in proofs:
            self.stdout.write(
                f"{'caught    ' if proof.caught else 'NOT CAUGHT'} {proof.control} {proof.staff}".rstrip()
            )
        if missed := sum(not proof.caught for proof in proofs):
            raise CommandError(f"{missed} of {len(proofs)} checks did not notice that they were broken on purpose.")
