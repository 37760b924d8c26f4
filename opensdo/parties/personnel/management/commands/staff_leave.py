"""Cut an officer off at once: account, sessions, roles, assignments and second steps."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from opensdo.parties.accounts.models import User
from opensdo.parties.personnel.actions.leaving import cut_off


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, email: str, **options: object) -> None:
        using = settings.OWNER_DATABASE
        user = User.objects.using(using).filter(email=email.lower(), is_staff=True).first()
        if user is None:
            raise CommandError("There is no officer with this address.")
        cut_off(user, using=using)
        self.stdout.write(
            "The account is closed and nothing is open to it any more."
            " A supervisor hands out the open cases at /staff/certification/all/. Back only by a new invitation."
        )
