"""What this room answers for: the accounts of applicants, and of the people who work here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db import connection, models

from opensdo.parties.accounts.models import Officer, User
from opensdo.privacy.data.records import Table, Tables, Whose, accounts_of, register, subjects_of

OWN = "You change your address and your password yourself, in your account."


class Accounts(Tables):
    def rows(self, table: Table, whose: Whose) -> models.QuerySet[Any]:
        mine = {whose.account} if whose.account else set(accounts_of(whose.subject))
        if table.model is Officer:
            return Officer.objects.filter(user_id__in=mine)
        return User.objects.filter(pk__in=mine).only("email", "is_active", "joined_at")  # the hash is no fact to show

    def find(self, told: str) -> Iterator[tuple[Whose, str]]:
        found = User.objects.filter(email__iexact=told.strip()) if "@" in told else User.objects.none()
        for account in found.values_list("pk", flat=True):
            for subject in (*subjects_of(account), None):
                yield Whose(subject, None if subject else account), "an account"

    def destroy(self, table: Table, rows: models.QuerySet[Any]) -> int:
        """The row stays, because acts name its number; there is no person in it any more and no way in."""
        if table.model is Officer:
            return super().destroy(table, rows)
        accounts = list(rows.values_list("pk", flat=True))
        with connection.cursor() as cursor:
            cursor.execute("SELECT close_account(number) FROM unnest(%s::bigint[]) number", [accounts])
        return len(accounts)


def closed(subject: int) -> Iterable[date | None]:
    """An account that is open goes on. Nothing is counted from the day of closing, so any day before will do."""
    for account in User.objects.filter(pk__in=accounts_of(subject)).only("is_active", "joined_at"):
        yield None if account.is_active else account.joined_at.date()


register(
    Accounts(
        "accounts",
        Table(
            model=Officer,
            words="somebody who works for the office",
            stays={"name": "Decisions and certificates name who signed them; that is public record."},
            fixed="Who works here is corrected by the administrator.",
        ),
        Table(model=User, words="an account", fixed=OWN, closed=("email", "password")),
        ended={"the account is closed": closed},
    )
)
