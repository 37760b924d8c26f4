"""Where does each clause stand today? Exits with 1 unless every one is kept, attested or planned.

It asks the office by an ordinary login and breaks nothing. That each check can fail is proved in a scratch copy,
by `opensdo prove`: the proof counts for the same build only.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from opensdo.oversight.assurance.asking import ask_office, prove_office
from opensdo.oversight.assurance.oscal import assessment_results
from opensdo.oversight.assurance.scratch import Unproven
from opensdo.privacy.policy.queries import SHIPPED, in_force, policy_day
from opensdo.privacy.policy.rules import Status, of_clause
from opensdo.privacy.policy.standings import Standing, as_data, by_clause, red, refuse_strangers, standings, unproven
from opensdo.privacy.policy.text import parse


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON, for programs; prove first if need be")
        parser.add_argument("--only", action="append", default=[], metavar="CLAUSE", help="ask about this clause alone")
        parser.add_argument("--oscal", type=Path, metavar="FILE", help="write OSCAL assessment results to this file")
        parser.add_argument("--prove", action="store_true", help="break everything in a scratch copy first")

    def handle(self, only: list[str], **options: object) -> None:
        now = timezone.now()
        version = in_force(policy_day(now))
        policy = version.read() if version else parse(SHIPPED.read_text())
        refuse_strangers(policy)
        if options["prove"] or options["json"] and unproven(now):
            self._prove(only)
        now = timezone.now()
        ask_office(at=now, only=only)
        found = standings(policy, now=now)
        if isinstance(path := options["oscal"], Path):
            path.write_text(
                json.dumps(assessment_results(found, version=version, origin=settings.PUBLIC_ORIGIN, at=now), indent=1)
            )
        if options["json"]:
            self.stdout.write(json.dumps(as_data(found), indent=1))
        else:
            self._print(found)
            if missing := unproven(now):
                words = f"{len(missing)} checks were not broken on purpose with this build: run `opensdo prove`."
                self.stdout.write(f"\n{words}")
        if red(found):
            sys.exit(1)

    def _prove(self, only: list[str]) -> None:
        """A proof that cannot be made here leaves its controls unknown: that is what the answer then says."""
        try:
            prove_office(only=only)
        except (Unproven, OSError) as failed:
            self.stderr.write(f"Not proven: {failed}")

    def _print(self, found: list[Standing]) -> None:
        for clause, parts in by_clause(found).items():
            planned = [part.passage.id for part in parts if part.status is Status.PLANNED]
            status = of_clause(part.status for part in parts)
            named = f" (planned: {', '.join(planned)})" if status is Status.IN_PART else ""
            self.stdout.write(f"{status:<12} {clause}{named}")
            for part in parts:
                for answer in part.answers:
                    caught = {True: "caught", False: "NOT CAUGHT", None: "not broken"}[answer.caught]
                    words = " ".join(words for words in (answer.sentence, answer.staff) if words)
                    self.stdout.write(f"{'':13}{'ok ' if answer.ok else 'NOT'} {answer.name}: {words} [{caught}]")
