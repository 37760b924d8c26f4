"""Hand a file out, in a way that cannot run anything where the office is signed in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from opensdo.papers.documents import access, actions
from opensdo.privacy.data.middleware import purpose
from opensdo.privacy.data.purposes import CERTIFY
from opensdo.privacy.data.vault import Refused


@purpose(CERTIFY)
@login_required
def download(request: HttpRequest, reference: str) -> HttpResponse:
    document = access.assigned_document(reference)
    try:
        body = b"".join(actions.read(document, purpose=CERTIFY, by=request.user))
    except Refused:
        return render(request, "documents/gone.html", {"document": document}, status=410)
    response = HttpResponse(body, content_type=document.content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, document.name) or "attachment"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
