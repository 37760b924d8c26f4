"""Pages of a draft where things are added one at a time: codes of what is sold, and papers."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from opensdo.law.checklist import Needed
from opensdo.papers.documents.actions import NotAccepted
from opensdo.papers.documents.rules import OFFER
from opensdo.parties.businesses.models import CommodityCode
from opensdo.privacy.data.middleware import purpose
from opensdo.privacy.data.purposes import APPLY
from opensdo.programs.certification import access
from opensdo.programs.certification.actions import applying
from opensdo.programs.certification.casefile import CaseFile
from opensdo.programs.certification.forms.applicant import CodeForm, PaperForm, WordsForm
from opensdo.programs.certification.views.common import (
    Signed,
    answer_page,
    crumbs,
    on_draft,
    signed_in,
    typed_before,
)

MOST_SHOWN = 25


@purpose(APPLY)
@signed_in
@require_http_methods(["GET", "POST"])
@on_draft
def sells(request: Signed, case: CaseFile) -> HttpResponse:
    """Search by word or number; each line found has its own button."""
    search = WordsForm(request.GET)
    words = search.cleaned_data["q"] if search.is_valid() else ""
    if request.method == "POST":
        return _change_codes(request, case)
    context = {
        "case": case,
        "search": search,
        "words": words,
        "found": find_codes(words),
        "chosen": {each.code_id for each in case.sells},
        "crumbs": crumbs(case),
    }
    return answer_page(request, "sells", context)


def find_codes(words: str) -> list[CommodityCode]:
    """Every word must stand in the title, or the number must begin with it."""
    wanted = Q()
    for word in words.split()[:6]:
        wanted &= Q(title__icontains=word) | Q(code__startswith=word)
    return list(CommodityCode.objects.filter(wanted).order_by("code")[:MOST_SHOWN]) if words.strip() else []


def _change_codes(request: Signed, case: CaseFile) -> HttpResponse:
    form = CodeForm(request.POST)
    if not form.is_valid():
        raise Http404
    given = form.cleaned_data
    change = applying.remove_code if given["remove"] else applying.add_code
    try:
        change(case.application.pk, given["scheme"], given["code"], by=request.user, at=timezone.now())
    except CommodityCode.DoesNotExist as unknown:
        raise Http404 from unknown
    except applying.TooMany:
        messages.info(request, f"You have chosen {applying.MOST_CODES} codes. Take one out before you add another.")
    return redirect("certification:sells", case.application.reference)


@purpose(APPLY)
@signed_in
@require_http_methods(["GET", "POST"])
@on_draft
def paper(request: Signed, case: CaseFile, requirement: str) -> HttpResponse:
    """One file for each press of the button: it works on every device and tells at once what is wrong."""
    need = _needed(case, requirement)
    form = PaperForm(request.POST, request.FILES) if request.method == "POST" else PaperForm()
    if request.method == "POST" and form.is_valid():
        try:
            given = applying.add_paper(
                case.application.pk, requirement, form.cleaned_data["file"], by=request.user, at=timezone.now()
            )
            messages.success(request, f"We have {given.name}.")
            return redirect("certification:paper", case.application.reference, requirement)
        except NotAccepted as why:
            form.add_error("file", str(why))
        except applying.TooMany:
            form.add_error("file", f"You have given {applying.MOST_PAPERS} files here. Take one out first.")
    context = {
        "returned": typed_before(request) is not None,
        "case": case,
        "need": need,
        "given": case.given(requirement),
        "form": form,
        "offer": OFFER,
        "crumbs": crumbs(case),
    }
    return answer_page(request, "paper", context, wrong=request.method == "POST")


@purpose(APPLY)
@signed_in
@require_http_methods(["GET", "POST"])
@on_draft
def remove_paper(request: Signed, case: CaseFile, requirement: str, document: str) -> HttpResponse:
    """Pressed twice, the second press finds nothing left to take out; loaded again, it shows what is given."""
    held = access.my_paper(case, requirement, document)
    if held and request.method == "POST":
        applying.remove_paper(case.application.pk, held.pk, by=request.user, at=timezone.now())
        messages.success(request, f"{held.document.name} is taken out.")
    return redirect("certification:paper", case.application.reference, requirement)


def _needed(case: CaseFile, requirement: str) -> Needed:
    for need in case.checklist:
        if need.document.code == requirement:
            return need
    raise Http404
