"""The notice of the data system, for whoever wants to read or print it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from opensdo.privacy.data.middleware import purpose
from opensdo.privacy.disclosures.notice import notice as drawn


@require_safe
@purpose(None)
def notice(request: HttpRequest) -> HttpResponse:
    return render(request, "disclosures/notice.html", {"parts": drawn(timezone.localdate())})
