"""Somebody of the public lost the second step and asks alone: her password, days to object, and a code by e-mail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from opensdo.kit import references
from opensdo.law.parameters import parameter
from opensdo.parties.accounts.models import User
from opensdo.parties.personnel import letters
from opensdo.parties.personnel.actions.inviting import hashed, new_code, plain
from opensdo.parties.personnel.queries import day_of
from opensdo.privacy.ledger.actions import append
from opensdo.privacy.sessions.keys import vouch

LAST = 3  # of the letters: the one with the code


class NotAlone(Exception):
    """It takes officers: the password is new, it was asked for too often, or officers are at it."""


@transaction.atomic
def ask(user: User, *, at: datetime) -> datetime:
    """From when the code comes. The caller has seen the password. Asked again, it is the same."""
    today = day_of(at)
    name = references.new("BACK")
    days, password_days = (parameter(each, on=today).number for each in ("way_back_days", "password_age_days"))
    mac = vouch("way back", name, user.pk, days, password_days)
    found = _one("SELECT * FROM ask_way_back(%s, %s, %s, %s, %s)", name, user.pk, days, password_days, mac)
    if found is None:
        raise NotAlone
    opens: datetime
    recovery, opens, is_new = found
    if is_new:
        append("way_back.asked", f"personnel.Recovery:{recovery}", user=user.pk)
        letters.way_back_waits(user.email, name, opens, letter=1)
    return opens


@transaction.atomic
def stop(reference: str, *, really: bool) -> bool | None:
    """By whoever has one of the letters. Whether it waited until now; None when there was never one."""
    found = _one("SELECT * FROM stop_way_back(%s, %s)", reference, really)
    if found is None:
        return None
    recovery, waits = found
    if waits and really:
        append("way_back.stopped", f"personnel.Recovery:{recovery}")
    return bool(waits)


def take(user: User, code: str) -> bool:
    """The second step is gone, if the days are over and nobody objected. Every refusal looks the same."""
    typed = plain(code)
    found = _one("SELECT take_way_back(%s, %s, %s)", user.pk, typed, vouch("take way back", user.pk, typed))
    if found and found[0]:
        letters.way_back_done(user.email)
    return bool(found and found[0])


def tell() -> int:
    """By the worker: the letter half-way, and the one with the code. One that cannot be sent is tried again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM ways_back_to_tell()")
        due = cursor.fetchall()
    for recovery, email, reference, opens, letter in due:
        code = new_code()
        with transaction.atomic():
            told = _one("SELECT way_back_told(%s, %s, %s)", recovery, letter, hashed(code))
            if told and told[0]:
                shown = code if letter == LAST else ""
                letters.way_back_waits(email, reference, opens, letter=letter, code=shown)
    return len(due)


def _one(question: str, *given: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(question, given)
        return cursor.fetchone()
