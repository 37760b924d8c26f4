"""What a browser carries for its user from one page to the next: encrypted, for a short time, never in an address."""

from __future__ import annotations

import base64
import json
from functools import cache
from hashlib import sha256
from typing import Any, Final

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase  # noqa: TID251  (a cookie is part of a request)

HOUR: Final = 3600
LARGEST: Final = 3500  # browsers drop a cookie beyond 4 KB


@cache
def _lock(secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(sha256(b"carried" + secret.encode()).digest()))


def put(response: HttpResponseBase, name: str, value: Any, *, path: str) -> bool:
    """A cookie of this visit only. What is too large is not carried: the answer says whether it was."""
    sealed = _lock(settings.SECRET_KEY).encrypt(json.dumps(value).encode()).decode()
    if len(sealed) > LARGEST:
        return False
    response.set_cookie(name, sealed, path=path, secure=settings.TLS, httponly=True, samesite="Lax")
    return True


def look(request: HttpRequest, name: str, *, seconds: int = HOUR) -> Any:
    """None when there is nothing, when it is too old, or when somebody else wrote it."""
    try:
        return json.loads(_lock(settings.SECRET_KEY).decrypt(request.COOKIES.get(name, "").encode(), ttl=seconds))
    except (InvalidToken, ValueError):
        return None


def drop(response: HttpResponseBase, name: str, *, path: str) -> None:
    response.delete_cookie(name, path=path, samesite="Lax")
