"""Open an account, take somebody into the office, appoint them to a purpose."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction

from opensdo.parties.accounts.models import Officer, Role, User
from opensdo.privacy.data.models import Assignment
from opensdo.privacy.data.purposes import ALLOT, AUDIT, Purpose
from opensdo.privacy.ledger.actions import append

# What a role is appointed to for every subject. Reading a file is never among them: that takes an assignment.
APPOINTED: dict[Role, tuple[Purpose, ...]] = {Role.SUPERVISOR: (ALLOT,), Role.AUDITOR: (AUDIT,)}


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


def employ(email: str, *, name: str, role: Role, phone: str = "", using: str = settings.OWNER_DATABASE) -> User:
    """An officer signs in at the staff site, and is appointed to what the role does for every subject."""
    with transaction.atomic(using=using):
        user = open_account(email, is_staff=True, using=using)
        officer = Officer.objects.using(using).create(user=user, name=name, role=role, phone=phone)
        append("officer.employed", officer, using=using, role=role)
        for purpose in APPOINTED.get(role, ()):
            Assignment.objects.using(using).create(actor=user, purpose=purpose.code)
            append("officer.appointed", officer, using=using, purpose=purpose.code)
    return user
