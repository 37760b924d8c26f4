"""What every page knows: the office, the menu, the proof line, and for the staff the purpose."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest  # noqa: TID251  (a context processor is handed the request)
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from opensdo.law.office import office
from opensdo.parties.personnel.queries import roles_of
from opensdo.privacy.data.purposes import Login
from opensdo.web import menu
from opensdo.web.proof import proof


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """Nothing here touches the session of a visitor who has none, so that their page can be cached."""
    staff = settings.LOGIN is Login.STAFF
    visited = settings.SESSION_COOKIE_NAME in request.COOKIES
    view = getattr(request.resolver_match, "func", None)
    return {
        "office": office(),
        "site": "staff" if staff else "public",
        "staff_site": staff,  # the pages of signing in have a `site` of their own
        "site_base": "desk.html" if staff else "base.html",
        "visited": visited,
        "menu": SimpleLazyObject(partial(masthead, request, staff=staff, visited=visited)),
        "foot_menu": menu.menu(menu.FOOT, request.path),
        "purpose": getattr(view, "purpose", None),
        "proof": SimpleLazyObject(lambda: proof(timezone.now())),
    }


def masthead(request: HttpRequest, *, staff: bool, visited: bool) -> list[menu.Item]:
    known = visited and request.user.is_authenticated
    pages = menu.PUBLIC if not staff else menu.staff_pages(roles_of(request.user.pk)) if known else ()
    return [
        *menu.menu(pages, request.path),
        *menu.menu(menu.MEMBER if known else menu.VISITOR, request.path, apart=True),
    ]
