"""The page for whatever did not work."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse  # noqa: TID251  (answers where no view could)
from django.template.loader import select_template

from opensdo.law.office import office
from opensdo.privacy.data.purposes import Login


def failed(request: HttpRequest, status: int, page: str = "", **words: object) -> HttpResponse:
    """A page that says what went wrong and what to do. It reads no database and no session: both may be the reason."""
    found = select_template([page or f"{status}.html", "400.html"])
    front = "/staff/" if settings.LOGIN is Login.STAFF else "/"
    return HttpResponse(found.render({"office": office(), "status": status, "front": front, **words}), status=status)
