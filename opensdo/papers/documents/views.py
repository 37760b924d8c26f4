"""Hand out a file, or a picture of one page, in a way that cannot run anything where the office is signed in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from opensdo.papers.documents import access, actions
from opensdo.papers.documents.openings import key_of
from opensdo.papers.documents.sealing import Tampered
from opensdo.papers.documents.storage.missing import Missing, Unavailable
from opensdo.papers.documents.viewing import Unshowable, picture
from opensdo.privacy.data.middleware import purpose
from opensdo.privacy.data.purposes import CERTIFY
from opensdo.privacy.data.vault import Refused

SANDBOX: Final = "sandbox; default-src 'none'"


def told(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Why a file stays shut, on a page of its own."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except actions.Unchecked:
            return render(request, "documents/shut.html", status=409)
        except Refused:
            return render(request, "documents/gone.html", status=410)
        except (Tampered, Missing):
            return render(request, "documents/damaged.html", status=410)
        except Unavailable:
            return render(request, "documents/away.html", status=503)

    return wrapped


@require_safe
@never_cache
@purpose(CERTIFY)
@login_required
@told
def download(request: HttpRequest, reference: str) -> HttpResponse:
    document = access.assigned_document(reference)
    body = b"".join(actions.read(document, purpose=CERTIFY, by=request.user))
    response = _safely(HttpResponse(body, content_type=document.content_type))
    response.headers["Content-Disposition"] = content_disposition_header(True, document.name) or "attachment"
    return response


@require_safe
@never_cache
@purpose(CERTIFY)
@login_required
@told
def page(request: HttpRequest, reference: str) -> HttpResponse:
    document = access.assigned_document(reference)
    key = key_of(document, request.session, purpose=CERTIFY, by=request.user, at=timezone.now())
    try:
        drawn = picture(document, key, page=request.GET.get("page", ""), zoom=request.GET.get("zoom", ""))
    except Unshowable as why:
        raise Http404 from why
    return _safely(HttpResponse(drawn, content_type="image/webp"))


def _safely(response: HttpResponse) -> HttpResponse:
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
