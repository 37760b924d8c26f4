"""Bring in a list of commodity codes that the office has the right to use."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from opensdo.parties.businesses.actions import bring_in_codes
from opensdo.parties.businesses.reading import Unusable, read_codes
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import BRING_IN


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a CSV file in UTF-8")
        parser.add_argument("--scheme", required=True, help="its short name, such as unspsc or nigp")
        parser.add_argument("--code-column", required=True)
        parser.add_argument("--title-column", required=True)
        parser.add_argument("--delimiter", default=",")
        parser.add_argument("--encoding", default="utf-8-sig")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            titles = read_codes(
                file.read_bytes(),
                columns=(options["code_column"], options["title_column"]),
                delimiter=options["delimiter"],
                encoding=options["encoding"],
            )
        except Unusable as problem:
            raise CommandError(str(problem)) from problem
        except OSError as problem:
            raise CommandError(f"{file} cannot be read: {problem.strerror}.") from problem
        with acting(None, BRING_IN):
            counts = bring_in_codes(options["scheme"].lower()[:10], titles)
        self.stdout.write(f"{counts.added:,} added, {counts.updated:,} updated, {counts.unchanged:,} unchanged")
