"""An account belongs to one site: the other one does not know it."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.http import HttpRequest  # noqa: TID251  (Django hands the request to its backend)

from opensdo.parties.accounts.models import User
from opensdo.privacy.data.purposes import Login


def belongs_here(user: User) -> bool:
    return user.is_staff == (settings.LOGIN is Login.STAFF)


class OfficeBackend(AuthenticationBackend):  # type: ignore[misc]
    """Asked at sign-in and again at every request, so a session carried to the other site is nobody's."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        user = cast("User | None", super().authenticate(request, **credentials))
        return user if user and belongs_here(user) else None

    def get_user(self, user_id: int) -> User | None:
        user = cast("User | None", super().get_user(user_id))
        return user if user and belongs_here(user) else None
