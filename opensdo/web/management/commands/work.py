"""Do the background work, letters first, until stopped. Says before anything else what cannot be opened here."""

from __future__ import annotations

from django.core.management import call_command
from django.core.management.base import BaseCommand

from opensdo.privacy.data.epochs import say_at_start


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, **options: object) -> None:
        say_at_start()
        call_command("procrastinate", "worker")
