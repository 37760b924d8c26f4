"""Who is signed in, and with what."""

from __future__ import annotations

from typing import Final

from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

SEEN: Final = "second_factor"


def has_second_factor(request: HttpRequest) -> bool:
    """Once an account has one, no session begins without it; so having one is enough, and is looked up once."""
    if not request.session.get(SEEN):
        if not Authenticator.objects.filter(user=request.user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
            return False
        remember_second_factor(request.session)
    return True


def remember_second_factor(session: SessionBase) -> None:
    session[SEEN] = True
