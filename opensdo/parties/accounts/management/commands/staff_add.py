"""Take somebody into the office. They set their own password and second step when they first sign in."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from opensdo.parties.accounts.actions import AlreadyKnown, employ
from opensdo.parties.accounts.models import Role


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True, help="as it stands on letters")
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--phone", default="", help="of the office, for applicants")

    def handle(self, email: str, name: str, role: str, phone: str, **options: object) -> None:
        try:
            validate_email(email)
            employ(email, name=name, role=Role(role), phone=phone)
        except ValidationError as wrong:
            raise CommandError(f"{email} is not an e-mail address.") from wrong
        except AlreadyKnown as known:
            raise CommandError("There is an account with this address already.") from known
        self.stdout.write(f"{name} can sign in at {settings.STAFF_ORIGIN}/staff/ with “I forgot my password”.")
