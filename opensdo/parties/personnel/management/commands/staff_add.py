"""Take the first people into an office. They set their own password and second step when they first sign in."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils import timezone

from opensdo.law.parameters import parameter
from opensdo.parties.accounts.actions import AlreadyKnown
from opensdo.parties.accounts.models import Role
from opensdo.parties.personnel import queries, rules
from opensdo.parties.personnel.actions.appointing import found
from opensdo.parties.personnel.actions.inviting import Newcomer, employ

ENOUGH = 2


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True, help="as it stands on letters")
        parser.add_argument("--role", required=True, choices=[role for role in Role.values if role != Role.READER])
        parser.add_argument("--until", type=date.fromisoformat, help="last day of the role, such as 2027-06-30")
        parser.add_argument("--phone", default="", help="of the office, for applicants")

    def handle(self, email: str, name: str, role: str, until: date | None, phone: str, **options: object) -> None:
        if queries.many_who_can_grant(using=settings.OWNER_DATABASE) >= ENOUGH:
            raise CommandError(
                "Two people of the office can invite and approve, so the operator cannot."
                f" They do it at {settings.STAFF_ORIGIN}/staff/people/."
            )
        at = timezone.now()
        today = queries.day_of(at)
        months = parameter("staff_role_months", on=today).number
        until = until or rules.last_day(today, months)
        if wrong := rules.wrong_end(until, today, months):
            raise CommandError(f"{wrong}.")
        try:
            validate_email(email)
            user = employ(Newcomer(email, name, Role(role).label, phone))
        except ValidationError as wrong_address:
            raise CommandError(f"{email} is not an e-mail address.") from wrong_address
        except AlreadyKnown as known:
            raise CommandError("There is an account with this address already.") from known
        found(user, Role(role), until, at=at)
        self.stdout.write(
            f"{name} can sign in at {settings.STAFF_ORIGIN}/staff/ with “I forgot my password”, until {until}."
        )
