"""Say that you read a promise beside its controls, and that they test these very words."""

from __future__ import annotations

import getpass
import tomllib
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from opensdo.privacy.policy.actions import confirm
from opensdo.privacy.policy.models import Version
from opensdo.privacy.policy.queries import SHIPPED
from opensdo.privacy.policy.text import Policy, parse

HEAD = "# What was confirmed: somebody read each promise beside its controls. `confirm_policy --file` writes this."


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("passages", nargs="*", help="names of promises, such as policy-change")
        parser.add_argument("--all", action="store_true", help="every promise of the text")
        parser.add_argument("--number", type=int, help="the version; default: the newest")
        parser.add_argument("--file", type=Path, help="write to this file, for the text that comes with the software")

    def handle(self, passages: list[str], **options: object) -> None:
        policy = self._shipped() if options["file"] else self._posted(options["number"])
        names = [passage.id for passage in policy.passages] if options["all"] else passages
        known = {passage.id: passage.hash for passage in policy.passages}
        if strangers := set(names) - set(known):
            raise CommandError(f"The policy has no {', '.join(sorted(strangers))}.")
        if isinstance(options["file"], Path):
            _write(options["file"], {name: known[name] for name in names}, order=list(known))
        else:
            confirm(policy, names, by=getpass.getuser(), at=timezone.now(), using=settings.OWNER_DATABASE)
        self.stdout.write(f"Confirmed: {', '.join(names) or 'nothing'}.")

    def _shipped(self) -> Policy:
        return parse(SHIPPED.read_text())

    def _posted(self, number: object) -> Policy:
        versions = Version.objects.using(settings.OWNER_DATABASE).order_by("-number")
        found = versions.filter(number=number).first() if isinstance(number, int) else versions.first()
        if found is None:
            raise CommandError("No such version was posted.")
        return found.read()


def _write(path: Path, new: dict[str, str], *, order: list[str]) -> None:
    kept = (tomllib.loads(path.read_text()) if path.exists() else {}) | new
    path.write_text(HEAD + "\n\n" + "".join(f'"{name}" = "{kept[name]}"\n' for name in order if name in kept))
