"""A page that is the same for everybody is kept until the directory, the policy, the day or the page changes."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase  # noqa: TID251  (wraps views)
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers

from opensdo.programs.directory.queries import edition

View = Callable[..., HttpResponseBase]
PARTS = ("base.html", "parts/foot.html", "directory/search.html", "directory/business.html")


def kept_by_edition(view: View) -> View:
    """The visitor's browser asks each time whether its copy still holds; a visitor who is signed in keeps none."""

    @wraps(view)
    def keep(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            return view(request, *args, **kwargs)
        etag = f'W/"{edition(timezone.localdate())}.{build()}"'
        response = get_conditional_response(request, etag=etag) or view(request, *args, **kwargs)
        if response.status_code in (200, 304):
            response["ETag"] = etag
            response["Cache-Control"] = "no-cache"
            patch_vary_headers(response, ["Cookie"])
        return response

    return keep


@cache
def build() -> str:
    """What the pages are made of."""
    digest = sha256(static("office.css").encode())
    for name in PARTS:
        digest.update(getattr(get_template(name), "template").source.encode())  # noqa: B009  (absent from the stubs)
    return digest.hexdigest()[:8]
