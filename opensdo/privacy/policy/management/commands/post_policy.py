"""Post a version of the privacy policy. Without a file: the one that comes with the software."""

from __future__ import annotations

import getpass
import tomllib
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from opensdo.privacy.policy.actions import NotPosted, post
from opensdo.privacy.policy.models import NOTICE, Version
from opensdo.privacy.policy.queries import SHIPPED
from opensdo.privacy.policy.text import Unreadable


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", default=SHIPPED, help="text; the allowed purposes stand in")
        parser.add_argument("--effective", type=date.fromisoformat, help="first day; default: as early as allowed")
        parser.add_argument("--purpose", action="append", default=[], help="instead of those in the .toml beside it")
        parser.add_argument("--if-none", action="store_true", help="do nothing when a version was posted already")

    def handle(self, file: Path, effective: date | None, purpose: list[str], **options: object) -> None:
        now, using = timezone.now(), settings.OWNER_DATABASE
        posted = Version.objects.using(using).count()
        if options["if_none"] and posted:
            return
        try:
            made = post(
                file.read_text(),
                effective or (now.date() + NOTICE if posted else now.date()),
                purposes=purpose or tomllib.loads(file.with_suffix(".toml").read_text())["purposes"],
                by=getpass.getuser(),
                at=now,
                using=using,
            )
        except (NotPosted, Unreadable, OSError) as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"Posted version {made.number} on {made.posted_on}. It takes effect on {made.effective_on}.")
