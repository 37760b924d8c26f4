"""Check the answers, send, and the receipt."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from opensdo.kit.lifecycle import NotAllowed
from opensdo.papers.questions.listing import Line, tally
from opensdo.privacy.data.middleware import purpose
from opensdo.privacy.data.purposes import APPLY
from opensdo.programs.certification import access
from opensdo.programs.certification.actions import applying
from opensdo.programs.certification.casefile import CaseFile
from opensdo.programs.certification.forms.applicant import SendForm
from opensdo.programs.certification.receipt import receipt_as_pdf, receipt_of, record
from opensdo.programs.certification.rules import Problem, problems
from opensdo.programs.certification.states import Status
from opensdo.programs.certification.summary import Block, summary
from opensdo.programs.certification.views.common import Signed, already_sent, answer_page, crumbs, signed_in


@purpose(APPLY)
@signed_in
@require_http_methods(["GET", "POST"])
def check_answers(request: Signed, reference: str) -> HttpResponse:
    """A second press of the button, or a second tab, is led to the same receipt."""
    case = access.my_file(reference)
    if case.application.status != Status.DRAFT:
        return _sent(request, case)
    form = SendForm(request.POST if request.method == "POST" else None)
    found = problems(case.facts(), timezone.localdate())
    if request.method == "POST" and form.is_valid() and not found:
        try:
            applying.submit(case.application.pk, by=request.user, at=timezone.now())
            return redirect("certification:receipt", reference)
        except applying.NotReady as why:
            found = why.problems
        except NotAllowed:
            return already_sent(request, reference)
    blocks = summary(case)
    context = {
        "case": case,
        "blocks": blocks,
        "tally": tally(_lines(blocks)),
        "problems": [(problem.words, address(case, problem)) for problem in found],
        "form": form,
        "crumbs": crumbs(case),
    }
    return answer_page(request, "check_answers", context, wrong=request.method == "POST")


def _lines(blocks: list[Block]) -> list[Line]:
    return [line for block in blocks for line in block.lines]


def _sent(request: Signed, case: CaseFile) -> HttpResponse:
    if request.method == "POST" and case.application.submitted_at:
        return redirect("certification:receipt", case.application.reference)
    return already_sent(request, case.application.reference)


def address(case: CaseFile, problem: Problem) -> str:
    """The page that mends it."""
    reference = case.application.reference
    kind, _, rest = problem.where.partition(":")
    if kind == "owners":
        return reverse("certification:owners", args=[reference])
    if kind == "owner":
        return reverse("certification:owner", args=[reference, *rest.split(":")])
    if kind == "paper":
        return reverse("certification:paper", args=[reference, rest])
    return reverse("certification:question", args=[reference, kind])


@purpose(APPLY)
@signed_in
@require_safe
def receipt(request: Signed, reference: str) -> HttpResponse:
    case = access.my_file(reference)
    if not case.application.submitted_at or case.application.status == Status.DRAFT:
        return redirect("certification:application", reference)
    return answer_page(request, "receipt", {"case": case, "receipt": receipt_of(case), "crumbs": crumbs(case)})


@purpose(APPLY)
@signed_in
@require_safe
def receipt_pdf(request: Signed, reference: str) -> HttpResponse:
    case = access.my_file(reference)
    if not case.application.submitted_at or case.application.status == Status.DRAFT:
        raise Http404
    body = receipt_as_pdf(receipt_of(case), timezone.now())
    response = HttpResponse(body, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="receipt-{reference}.pdf"'
    return response


@purpose(APPLY)
@signed_in
@require_safe
def receipt_file(request: Signed, reference: str) -> HttpResponse:
    """What proves later what the ledger has written down."""
    found = record(access.my_file(reference).application.sent_receipt)
    if found is None:
        raise Http404
    response = HttpResponse(found.file, content_type="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="receipt.json"'
    return response
