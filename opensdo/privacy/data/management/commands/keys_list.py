"""The key epochs of the vault: when made, how much is sealed to each, whether it opens here, which backups need it."""

from __future__ import annotations

from opensdo.kit.counting import counted
from opensdo.privacy.data import rotation
from opensdo.privacy.data.custody import KeyCommand
from opensdo.privacy.data.epochs import backups_that_need, epochs_made
from opensdo.privacy.data.models import Retired


class Command(KeyCommand):
    help = __doc__ or ""

    def handle(self, **options: object) -> None:
        found = self.look()
        with rotation.keeping(self.database):
            ended = set(Retired.objects.using(self.database).values_list("name", flat=True))
            days = epochs_made(using=self.database)
        for epoch in found:
            newest = ", the newest" if epoch.newest else ", retired" if epoch.name in ended else ""
            made = f"made {days[epoch.name]}" if epoch.name in days else "nobody wrote down when it was made"
            locked = counted(epoch.keys, "value or file", "values and files")
            self.stdout.write(f"{epoch.name}{newest}: {made}; {locked}; {epoch.standing}")
            for backup in backups_that_need(epoch.name):
                self.stdout.write(f"  needed by {backup.sentence()}")
