"""End an epoch that nothing is sealed to any more: its private half is destroyed on this server."""

from __future__ import annotations

from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError, connections

from opensdo.privacy.data import keyring, rotation
from opensdo.privacy.data.custody import KeyCommand, reason
from opensdo.privacy.data.epochs import backups_that_need


class Command(KeyCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, name: str, yes: bool, **options: object) -> None:
        epoch = next((epoch for epoch in self.look() if epoch.name == name), None)
        if epoch is None:
            raise CommandError(f"There is no epoch {name}. `opensdo keys list` names them.")
        if epoch.newest:
            raise CommandError(f"{name} is the newest: what arrives is sealed to it. Run `opensdo keys rotate` first.")
        if epoch.keys:
            raise CommandError(f"{epoch.keys:,} keys are wrapped to {name}. Run `opensdo keys rotate` first.")
        self.stdout.write(f"Restored after this, these need your own copy of {name}.key, or what they hold is lost:")
        self.tell_of(backups_that_need(name), none="no backup that this office knows of")
        self.agree(name, yes=yes)
        try:
            with rotation.keeping(self.database), connections[self.database].cursor() as cursor:
                cursor.execute("SELECT retire_epoch(%s)", [name])
        except DatabaseError as refused:
            raise CommandError(f"Refused: {reason(refused)}. Nothing was destroyed.") from refused
        here = keyring.forget(name)
        self.stdout.write(
            f"{name} is retired."
            + (" Its private half is gone from this server." if here else " Its private half was not a file here.")
            + " Remove it from the other servers, and from the key service."
        )
