"""The officer finds the answers that a caller sent from the eligibility check."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from opensdo.kit import references
from opensdo.law.eligibility import questions
from opensdo.privacy.data.middleware import purpose
from opensdo.privacy.data.purposes import CERTIFY
from opensdo.programs.certification import access
from opensdo.programs.certification.actions import checking
from opensdo.programs.certification.clock import day_of
from opensdo.programs.certification.models import SentCheck


@require_GET
@purpose(CERTIFY)
@login_required
def look_up(request: HttpRequest) -> HttpResponse:
    access.certifier(request.user)
    typed = request.GET.get("reference", "")[:40]
    found = _find(typed)
    asked = questions(on=day_of(found.sent_at)) if found else ()
    answers = [
        (each, [o for o in each.options if o.code in found.answers.get(each.code, ())]) for each in asked if found
    ]
    context = {"typed": typed, "found": found, "answers": answers, "kept_for": checking.KEPT.days}
    return render(request, "certification/staff/sent.html", context)


def _find(typed: str) -> SentCheck | None:
    try:
        return SentCheck.objects.filter(reference=references.normal(typed)).first()
    except references.Mistyped:
        return None
