"""Open an account."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction

from opensdo.parties.accounts.models import User
from opensdo.privacy.ledger.actions import append


class AlreadyKnown(Exception):
    """There is an account with this address."""


def open_account(email: str, *, is_staff: bool, using: str = settings.OWNER_DATABASE) -> User:
    """Without a password: its owner sets the first one by "I forgot my password", which proves the address."""
    with transaction.atomic(using=using):
        users = User.objects.using(using)
        if users.filter(email=email.lower()).exists():
            raise AlreadyKnown(email)
        user = User(email=email.lower(), is_staff=is_staff)
        user.set_unusable_password()
        user.save(using=using)
        EmailAddress.objects.using(using).create(user=user, email=user.email, verified=True, primary=True)
        append("account.opened", user, using=using, staff=is_staff)
    return user
