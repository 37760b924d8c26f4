"""Take down what an officer signed on paper, for a promise that no software can measure; alone: who has signed.

Officers sign by themselves on the staff site. This is for a paper in the file, and needs the steward's rights.
It cannot see that she signed: so all pages say that it came from paper, and the officers get a letter.
"""

from __future__ import annotations

import getpass
from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from opensdo.oversight.assurance.access import SIGNERS
from opensdo.oversight.assurance.forms import LEAST, end_of
from opensdo.oversight.assurance.telling import tell_of_paper
from opensdo.papers.letters.mailing import Unsent
from opensdo.parties.accounts.models import Officer
from opensdo.parties.personnel.queries import holds, officers
from opensdo.privacy.policy.actions import NotAttestable, attest
from opensdo.privacy.policy.models import Attestation
from opensdo.privacy.policy.rules import ATTESTABLE


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("promise", nargs="?", choices=sorted(ATTESTABLE))
        parser.add_argument("--words", default="", help="what the officer looked at and found")
        parser.add_argument(
            "--signed-by", default="", metavar="EMAIL", help="the address at which the officer signs in"
        )
        parser.add_argument("--until", type=date.fromisoformat, help="last day on which it counts")

    def handle(self, promise: str | None, words: str, signed_by: str, **options: object) -> None:
        if promise is None:
            self._tell()
            return
        until = options["until"]
        if len(words.strip()) < LEAST or not signed_by or not isinstance(until, date):
            raise CommandError("Say --words (at least one full sentence), --signed-by and --until.")
        signer, role, now = *_in_post(signed_by), timezone.now()
        try:
            made = attest(
                promise,
                words.strip(),
                officer=role,
                by=getpass.getuser(),
                signer=signer.user_id,
                at=now,
                until=end_of(until),
                using=settings.OWNER_DATABASE,
            )
        except NotAttestable as refused:
            raise CommandError(f"Not signed: {refused}. A word counts for a year at most.") from refused
        self.stdout.write(f"Taken down from paper: the {role} signed for {promise} until {until}.")
        try:
            tell_of_paper(made, at=now)
        except Unsent as error:
            raise CommandError(f"It counts, and the officers could not be told ({error}): tell them.") from error

    def _tell(self) -> None:
        for row in Attestation.objects.order_by("passage", "-attested_at").distinct("passage"):
            paper = " on paper, as the operator wrote" if row.from_paper else ""
            self.stdout.write(f"{row.passage}: the {row.officer}{paper} until {row.expires_at:%Y-%m-%d}: {row.words}")
        for passage in sorted(ATTESTABLE - set(Attestation.objects.values_list("passage", flat=True))):
            self.stdout.write(f"{passage}: nobody has signed")


def _in_post(email: str) -> tuple[Officer, str]:
    """The first of the offices that sign, where she holds both."""
    found = officers(*SIGNERS).using(settings.OWNER_DATABASE).filter(user__email=email.lower()).first()
    if found is None:
        offices = " or ".join(role.value for role in SIGNERS)
        raise CommandError(f"Nobody with the address {email} is {offices} today. Who signs has to be in post.")
    return found, next(role.value for role in SIGNERS if holds(found, role))
