"""Bring in a list of certified firms from a CSV file, by a mapping."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from opensdo.parties.businesses import mapping, reading
from opensdo.parties.businesses.mapping import Mapping
from opensdo.parties.businesses.models import CommodityCode
from opensdo.parties.businesses.reading import Reading
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import BRING_IN
from opensdo.programs.directory.actions import NumberTaken, Report, TooManyGone, bring_in

TOLD: Final = 20
WIDTH: Final = 30


class Rehearsed(Exception):
    """The dry run is over: everything it did is taken back."""


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the list, a CSV file")
        parser.add_argument("--mapping", type=Path, required=True, help="a TOML file that says what the columns mean")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")
        parser.add_argument("--strict", action="store_true", help="change nothing when a single row is bad")
        parser.add_argument("--withdraw", action="store_true", help="also when most known firms are missing")
        parser.add_argument("--rejects", type=Path, help="where the bad rows go (FILE.rejects.csv)")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            mapped = mapping.read(options["mapping"])
            content = file.read_bytes()
            with acting(None, BRING_IN):
                found = self._read(content, mapped)
                self._tell_rejects(found, options["rejects"] or file.with_name(f"{file.stem}.rejects.csv"))
                self._refuse(found, strict=options["strict"])
                report = self._bring_in(found, mapped, withdraw=options["withdraw"])
                if options["dry_run"]:
                    raise Rehearsed
        except Rehearsed:
            pass
        except (mapping.Unclear, reading.Unusable) as problem:
            raise CommandError(str(problem)) from problem
        except OSError as problem:
            raise CommandError(f"{file} cannot be read: {problem.strerror}.") from problem
        self._tell(report, found, dry_run=options["dry_run"])

    def _read(self, content: bytes, mapped: Mapping) -> Reading:
        scheme = mapped.codes.scheme if mapped.codes else ""
        known = set(CommodityCode.objects.filter(scheme=scheme).values_list("code", flat=True))
        if scheme and not known:
            raise CommandError(f"No code of {scheme} is known. Bring the list in first: opensdo import codes")
        return reading.read(content, mapped, known)

    def _refuse(self, found: Reading, *, strict: bool) -> None:
        bad, good = len(found.rejects), len(found.firms)
        if not good:
            raise CommandError("No row could be read. Nothing was changed.")
        if bad > good or (strict and bad):
            raise CommandError(f"{bad:,} of {bad + good:,} rows are bad. Nothing was changed.")

    def _bring_in(self, found: Reading, mapped: Mapping, *, withdraw: bool) -> Report:
        try:
            return bring_in(
                found.firms,
                source=mapped.source,
                at=timezone.now(),
                spare=found.rejected_keys,
                may_withdraw=1 if withdraw else 0.2,
                progress=lambda done: self._progress(done, len(found.firms)),
            )
        except NumberTaken as taken:
            raise CommandError(
                f"The certificate number {taken} belongs to another firm here. Change [certificate] number in the"
                " mapping. Nothing was changed."
            ) from taken
        except TooManyGone as gone:
            raise CommandError(
                f"{gone} known firms are missing from this file, and would lose their certificates. If that is right,"
                " say --withdraw. Nothing was changed."
            ) from gone

    def _progress(self, done: int, all_of_them: int) -> None:
        if self.stderr.isatty():
            full = "#" * (WIDTH * done // all_of_them)
            end = "\n" if done == all_of_them else ""
            self.stderr.write(f"\r[{full:<{WIDTH}}] {done:,} of {all_of_them:,}", ending=end)
            self.stderr.flush()

    def _tell_rejects(self, found: Reading, path: Path) -> None:
        if not found.rejects:
            return
        for reject in found.rejects[:TOLD]:
            self.stderr.write(str(reject))
        if len(found.rejects) > TOLD:
            self.stderr.write(f"… and {len(found.rejects) - TOLD:,} more")
        with path.open("w", newline="", encoding="utf-8") as out:
            writer = csv.writer(out)
            writer.writerow(["line", "column", "problem", *found.header])
            writer.writerows([each.line, each.column, each.problem, *each.cells] for each in found.rejects)
        self.stderr.write(f"Bad rows: {len(found.rejects):,}, all in {path}")

    def _tell(self, report: Report, found: Reading, *, dry_run: bool) -> None:
        if found.unknown_codes:
            most = ", ".join(f"{code} ({count})" for code, count in found.unknown_codes.most_common(8))
            more = len(found.unknown_codes)
            self.stderr.write(
                f"{more:,} codes are not in the list and were left out: {most}{', …' if more > 8 else ''}"
            )
        said = [f"{getattr(report, name):,} {name}" for name in ("added", "updated", "unchanged", "withdrawn")]
        held = ", ".join(f"{count:,} {name}" for name, count in report.certificates.items() if count)
        self.stdout.write(f"{', '.join(said)}, {len(found.rejects):,} rejected")
        self.stdout.write(f"Certificates: {held or 'none changed'}")
        if dry_run:
            self.stdout.write("This was a dry run: nothing was changed.")
