"""Wrap everything that is sealed anew: to a new key, or, after an interruption, to the one that was begun.

The office stays open. It may be stopped at any moment, also by force: the next run goes on where it stood.
"""

from __future__ import annotations

import sys
import time
from typing import Any, Final

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import Error
from django.utils import timezone

from opensdo.kit.counting import counted
from opensdo.privacy.data import keyring, rotation
from opensdo.privacy.data.custody import KeyCommand, reason
from opensdo.privacy.data.epochs import Epoch, epochs_in_use, shut
from opensdo.privacy.data.keys import Unopenable
from opensdo.privacy.data.rotation import Progress

EVERY: Final = 2.0
PASSES: Final = 3
ELSEWHERE = """The keys of this office are made at the key service. Make the pair there, put its public half into {}
with a name after {}, such as {}.pub, and run this again. To move to key files, add --key-file."""
LOST = """Refused: what would be wrapped to the newest key could not be opened any more. Bring it back first. When it is
gone for ever: --without {} makes a new key, wraps the rest to it, and leaves what is lost as it is."""
COPY = """Before you go on: copy {0}.key to where your copies are kept, apart from the backups, and to every server
of the staff site and the worker; after that {0}.pub to every server. Then run `opensdo keys rotate`."""


class Command(KeyCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only-make", action="store_true", help="make the new pair and stop, to copy it first")
        parser.add_argument("--key-file", action="store_true", help="make a key file although a key service is set")
        parser.add_argument("--without", action="append", default=[], help="go on without an epoch that is lost")

    def handle(self, **options: Any) -> None:
        try:
            with rotation.alone(using=self.database):
                self._rotate(**options)
        except rotation.Underway:
            raise CommandError("Another rotation is at work. Nothing was done here.") from None
        except Error as away:
            raise CommandError(f"The database ended it: {reason(away)}. Run this again: it goes on.") from away

    def _rotate(self, only_make: bool, key_file: bool, without: list[str], **options: object) -> None:
        found, leaving = self.look(), tuple(without)
        newest = self._refuse_to_lose(found, leaving)
        rotation.tell_of_a_new_one(using=self.database)
        waiting = self._waiting(newest, leaving)
        if waiting == 0 or newest in leaving:  # a newest key that is lost for ever: what arrives would be lost, too
            newest = self._make(newest, key_file=key_file)
            waiting = self._waiting(newest, leaving)
        if only_make:
            self.stdout.write(COPY.format(newest))
            return
        self._rewrap(newest, leaving, waiting)

    def _refuse_to_lose(self, found: list[Epoch], leaving: tuple[str, ...]) -> str:
        if unknown := sorted({*leaving} - {epoch.name for epoch in found}):
            raise CommandError(f"There is no epoch {unknown[0]}. `opensdo keys list` names them. Nothing was done.")
        newest = next((epoch for epoch in found if epoch.newest), None)
        if newest is None or not (newest.opens or newest.name in leaving):
            raise CommandError(LOST.format(newest.name if newest else "NAME"))
        lost = [epoch.name for epoch in shut(found) if epoch.name not in leaving]
        if lost:
            without = " ".join(f"--without {name}" for name in lost)
            raise CommandError(f"Refused: bring the missing keys back first. To leave them as they are: {without}")
        return newest.name

    def _waiting(self, newest: str, leaving: tuple[str, ...]) -> int:
        with rotation.keeping(self.database):
            used = epochs_in_use(using=self.database)
        return sum(count for name, count in used.items() if name not in (newest, *leaving))

    def _make(self, newest: str, *, key_file: bool) -> str:
        today = timezone.localdate()
        if settings.KEY_SERVICE and not key_file:
            later = keyring.name_after(newest, today)
            raise CommandError(ELSEWHERE.format(settings.KEYRING_FOLDER, newest, later))
        made = keyring.make_next(today, after=newest)
        if not keyring.fits(made):
            raise CommandError(f"The new pair {made} does not fit together. Nothing was wrapped to it.")
        rotation.tell("keyring.made", made, using=self.database)
        self.stdout.write(f"Made the epoch {made}. New values are sealed to it from now on.")
        return made

    def _rewrap(self, newest: str, leaving: tuple[str, ...], waiting: int) -> None:
        progress = Progress(waiting)
        try:
            for _ in range(PASSES):  # what was being written while a pass ran is found by the next
                self._pass(newest, leaving, progress)
                left = self._waiting(newest, leaving) - len(progress.damaged)
                if left <= 0:
                    break
        except Unopenable as shut:
            done = counted(progress.done, "key is", "keys are")
            raise CommandError(
                f"{shut.what} {done} wrapped anew and safe; the rest is as it was. {shut.remedy}"
            ) from shut
        rotation.tell("keyring.rotated", newest, using=self.database, keys=progress.done, damaged=len(progress.damaged))
        self._conclude(newest, progress, left)

    def _pass(self, newest: str, leaving: tuple[str, ...], progress: Progress) -> None:
        told = time.monotonic()
        for _ in rotation.rewrap(keyring.ring().public[newest], progress, leaving=leaving, using=self.database):
            if time.monotonic() - told > EVERY:
                told = time.monotonic()
                self._tell(progress)

    def _tell(self, progress: Progress) -> None:
        share = 100 * progress.done // max(progress.of, progress.done, 1)
        self.stdout.write(f"{progress.done:,} of {progress.of:,} ({share} %), {progress.pace:,.0f} a second")
        self.stdout.flush()

    def _conclude(self, newest: str, progress: Progress, left: int) -> None:
        self.stdout.write(f"{counted(progress.done, 'key')} wrapped anew to {newest}.")
        if left > 0:
            self.stderr.write(
                f"{counted(left, 'value was', 'values were')} sealed to an older key meanwhile. If another server still"
                f" has no {newest}.pub, bring it there, then run this again."
            )
        for key_id in sorted(progress.damaged):
            self.stderr.write(f"The data key {key_id} does not open: it was damaged or moved. It was left as it is.")
        if progress.damaged or left > 0:
            sys.exit(1)
