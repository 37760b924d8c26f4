"""The map of personal data: every field, why it is held, for whom. Exits with 1 when the database differs from it."""

from __future__ import annotations

import shutil
import sys

from django.core.management.base import BaseCommand, CommandParser
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone

from opensdo.privacy.disclosures.datamap import as_csv, as_json, as_text, datamap, differences
from opensdo.privacy.disclosures.notice import as_text as notice


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        shape = parser.add_mutually_exclusive_group()
        shape.add_argument("--json", action="store_true", help="for a program")
        shape.add_argument("--csv", action="store_true", help="for a spreadsheet")
        shape.add_argument("--notice", action="store_true", help="the data-system notice of G.L. c.30 s.63")

    def handle(self, **options: object) -> None:
        if options["notice"]:
            self.stdout.write(notice(timezone.localdate()))
            return
        found = datamap()
        if options["json"] or options["csv"]:
            self.stdout.write(as_json(found) if options["json"] else as_csv(found))
        else:  # a pipe gets one line for each field
            self.stdout.write(as_text(found, width=shutil.get_terminal_size((1000, 0)).columns))
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            wrong = differences(cursor)
        for words in wrong:
            self.stderr.write(words)
        if wrong:
            self.stderr.write(f"The database differs from the map in {len(wrong)} places. Run `opensdo migrate`.")
            sys.exit(1)
