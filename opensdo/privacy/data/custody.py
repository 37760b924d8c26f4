"""What the commands of the keys have in common: as whom they work, what they say first, how they ask."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from opensdo.privacy.data import epochs, rotation
from opensdo.privacy.data.epochs import Epoch


class KeyCommand(BaseCommand):
    @property
    def database(self) -> str:
        return str(settings.KEYS_DATABASE)

    def look(self) -> list[Epoch]:
        """Every epoch; what cannot be opened is said before anything else is done."""
        with rotation.keeping(self.database):
            found = epochs.survey(using=self.database)
        for words in epochs.warnings(found):
            self.stderr.write(words)
        return found

    def agree(self, word: str, *, yes: bool) -> None:
        """Typed out, so that no finger slips. Raises CommandError."""
        if not yes and input(f"Type {word} to go on: ").strip() != word:
            raise CommandError("Nothing was done.")

    def tell_of(self, backups: list[epochs.Backup], *, none: str) -> None:
        for backup in backups:
            self.stdout.write(f"  {backup.sentence()}")
        if not backups:
            self.stdout.write(f"  {none}")


def reason(error: Exception) -> str:
    """The database's own sentence, without its context."""
    return str(error).partition("\n")[0]
