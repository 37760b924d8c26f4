"""Take an officer in: by invitation, or, for the first people of an office, by the operator."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from opensdo.kit import references
from opensdo.law.parameters import parameter
from opensdo.parties.accounts.actions import open_account
from opensdo.parties.accounts.models import Officer, User
from opensdo.parties.personnel import letters
from opensdo.parties.personnel.actions.appointing import NotFit, Wanted, propose
from opensdo.parties.personnel.models import Invitation
from opensdo.parties.personnel.queries import day_of
from opensdo.privacy.ledger.actions import append

CODE = 12


@dataclass(frozen=True)
class Newcomer:
    email: str
    name: str
    title: str
    phone: str = ""


def employ(newcomer: Newcomer, *, using: str = settings.OWNER_DATABASE) -> User:
    """By the operator: an officer who holds no role yet, and sets her own password by a code to her address."""
    with transaction.atomic(using=using):
        user = open_account(newcomer.email, is_staff=True, using=using)
        officer = Officer.objects.using(using).create(
            user=user,
            reference=references.new("STAFF"),
            name=newcomer.name,
            title=newcomer.title,
            phone=newcomer.phone,
        )
        append("officer.employed", officer, using=using)
    return user


@transaction.atomic
def invite(newcomer: Newcomer, wanted: Wanted, *, by: User, at: datetime) -> Invitation:
    """The account is closed until the code is typed; the role waits for a second person all the same."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT take_in(%s, %s, %s, %s, %s)",
            [references.new("STAFF"), newcomer.email, newcomer.name, newcomer.phone, newcomer.title],
        )
        user_id = cursor.fetchone()[0]
    if user_id is None:
        raise NotFit("This address cannot be invited: it has an account, or belonged to an officer of another name."
                     " Use the officer's own address at work.")  # fmt: skip
    Invitation.objects.filter(user_id=user_id, ended_at=None).update(ended_at=at)
    propose(user_id, wanted, by=by, at=at)
    code = new_code()
    made = Invitation.objects.create(
        user_id=user_id,
        code_hash=hashed(code),
        invited_by=by,
        invited_at=at,
        expires_at=at + timedelta(days=parameter("invitation_days", on=day_of(at)).number),
    )
    append("officer.invited", made, user=user_id, role=wanted.role)
    letters.invited(newcomer.email, code, made.expires_at)
    return made


@transaction.atomic
def withdraw(user_id: int, *, by: User, at: datetime) -> bool:
    """The code opens nothing any more, and what was proposed is taken back. False when nothing was there."""
    ended = list(Invitation.objects.select_for_update().filter(user_id=user_id, ended_at=None))
    for invitation in ended:
        invitation.ended_at = at
        invitation.save(update_fields=["ended_at"])
        append("invitation.withdrawn", invitation, user=user_id)
    if ended:
        with connection.cursor() as cursor:
            cursor.execute("SELECT let_go(%s)", [user_id])
    return bool(ended)


def accept(email: str, code: str, password: str) -> int | None:
    """The number of the account that is open now; None for every kind of refusal, after the same work."""
    hashed_password = make_password(password)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT accept_invitation(%s, %s, %s)", [email, plain(code), hashed_password])
        found: int | None = cursor.fetchone()[0]
    return found


def new_code() -> str:
    return "".join(secrets.choice(references.ALPHABET) for _ in range(CODE))


def plain(code: str) -> str:
    return "".join(letter for letter in code.upper() if letter.isalnum())


def hashed(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
