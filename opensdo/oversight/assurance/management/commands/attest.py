"""Take down what an officer signed on paper, for a promise that no software can measure; alone: who has signed.

Officers sign by themselves on the staff site. This is for a paper in the file, and needs the steward's rights.
"""

from __future__ import annotations

import getpass
from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from opensdo.oversight.assurance.access import SIGNERS
from opensdo.oversight.assurance.forms import end_of
from opensdo.privacy.policy.actions import NotAttestable, attest
from opensdo.privacy.policy.models import Attestation
from opensdo.privacy.policy.rules import ATTESTABLE


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("promise", nargs="?", choices=sorted(ATTESTABLE))
        parser.add_argument("--words", default="", help="what the officer looked at and found")
        parser.add_argument("--officer", choices=[role.value for role in SIGNERS], help="the office held")
        parser.add_argument("--until", type=date.fromisoformat, help="last day on which it counts")

    def handle(self, promise: str | None, words: str, officer: str | None, **options: object) -> None:
        if promise is None:
            self._tell()
            return
        until = options["until"]
        if not words or not officer or not isinstance(until, date):
            raise CommandError("Say --words, --officer and --until.")
        now, by = timezone.now(), f"{getpass.getuser()}, from paper"
        try:
            attest(promise, words, officer=officer, by=by, at=now, until=end_of(until), using=settings.OWNER_DATABASE)
        except NotAttestable as refused:
            raise CommandError(f"Not signed: {refused}. A word counts for a year at most.") from refused
        self.stdout.write(f"The {officer} signed for {promise} until {until}.")

    def _tell(self) -> None:
        for row in Attestation.objects.order_by("passage", "-attested_at").distinct("passage"):
            self.stdout.write(f"{row.passage}: the {row.officer} until {row.expires_at:%Y-%m-%d}: {row.words}")
        for passage in sorted(ATTESTABLE - set(Attestation.objects.values_list("passage", flat=True))):
            self.stdout.write(f"{passage}: nobody has signed")
