"""Who may look after the staff, and the only way a view gets somebody or something of theirs."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from opensdo.parties.accounts.models import Officer, User
from opensdo.parties.personnel.models import Appointment, Recovery
from opensdo.parties.personnel.queries import GRANTERS, officers, ways_back
from opensdo.privacy.data.models import StandIn

Reader = AbstractBaseUser | AnonymousUser


def carer(user: Reader) -> User:
    """Whoever looks after the staff. To everybody else these pages do not exist."""
    if not isinstance(user, User) or not officers(*GRANTERS).filter(user_id=user.pk).exists():
        raise Http404
    return user


def officer(user: Reader) -> User:
    """Anybody who works here today."""
    if not isinstance(user, User) or not officers().filter(user_id=user.pk).exists():
        raise Http404
    return user


def person(reference: str) -> Officer:
    return get_object_or_404(Officer.objects.select_related("user").defer("user__password"), reference=reference)


def role(reference: str) -> Appointment:
    return get_object_or_404(Appointment, reference=reference)


def stand_in(reference: str, user: User, *, cares: bool) -> StandIn:
    """Of her own, as the absent or the deputy; of everybody for who looks after the staff."""
    hers = Q() if cares else Q(absent=user) | Q(deputy=user)
    return get_object_or_404(StandIn.objects.filter(hers, ended_at=None), reference=reference)


def of_the_public(email: str) -> User | None:
    """By the whole address; the rest of the account stays out of sight."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT account_of_the_public(%s)", [email])
        found = cursor.fetchone()[0]
    return User(pk=found, email=email.lower()) if found else None


def way_back(reference: str) -> Recovery:
    return get_object_or_404(ways_back(), reference=reference)
