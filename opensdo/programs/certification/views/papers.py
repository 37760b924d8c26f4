"""The officer looks at one paper of a case, page by page."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from opensdo.papers.documents.actions import Unchecked
from opensdo.papers.documents.openings import key_of
from opensdo.papers.documents.viewing import Unshowable, leaf
from opensdo.privacy.data.middleware import purpose
from opensdo.privacy.data.purposes import CERTIFY
from opensdo.privacy.data.vault import Refused
from opensdo.programs.certification import access
from opensdo.programs.certification.casefile import open_file


@require_safe
@never_cache
@purpose(CERTIFY)
@login_required
def paper(request: HttpRequest, reference: str, document: str) -> HttpResponse:
    case = open_file(access.assigned_case(request.user, reference), CERTIFY)
    place = next((n for n, each in enumerate(case.papers) if each.document.reference == document), None)
    if place is None:
        raise Http404
    held = case.papers[place]
    file = held.document
    try:
        key = key_of(file, request.session, purpose=CERTIFY, by=request.user, at=timezone.now())
        shown = leaf(file, key, page=request.GET.get("page", ""), zoom=request.GET.get("zoom", ""))
    except Unchecked:
        return render(request, "documents/shut.html", status=409)
    except Refused:
        return render(request, "documents/gone.html", status=410)
    except Unshowable:
        shown = None
    context = {
        "file": file,
        "leaf": shown,
        "case": case,
        "title": case.requirement_name(held.requirement),
        "before": case.papers[place - 1].document if place else None,
        "after": case.papers[place + 1].document if place + 1 < len(case.papers) else None,
        "crumbs": [
            ("My queue", "/staff/certification/"),
            (case.business.legal_name, f"/staff/certification/{reference}/"),
        ],
    }
    return render(request, "certification/staff/paper.html", context)
