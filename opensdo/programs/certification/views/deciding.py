"""Recommend, read the letter before it is sent, decide, send back; end a certificate."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from opensdo.parties.accounts.models import Officer, Role, User
from opensdo.parties.personnel.queries import apart_from, officers
from opensdo.privacy.data.middleware import purpose
from opensdo.privacy.data.purposes import CERTIFY
from opensdo.privacy.ledger.actions import append
from opensdo.programs.certification import access, decision
from opensdo.programs.certification.actions import certificates, deciding, reviewing
from opensdo.programs.certification.clock import day_of
from opensdo.programs.certification.desk import lay_out
from opensdo.programs.certification.forms.staff import End, Recommend, Return
from opensdo.programs.certification.models import Certificate
from opensdo.programs.certification.views.review import crumbs, refused


@purpose(CERTIFY)
@login_required
@require_http_methods(["GET", "POST"])
def recommend(request: HttpRequest, reference: str) -> HttpResponse:
    application = access.assigned_case(request.user, reference)
    supervisors = _supervisors(request)
    form = Recommend(
        request.POST if request.method == "POST" else None,
        supervisors=[(each.user_id, each.name) for each in supervisors],
        initial={"supervisor": supervisors[0].user_id if supervisors else None},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if not refused(request, reviewing.recommend, application.pk, int(given["supervisor"]), given["reason"]):
            messages.success(request, "Your recommendation is with the supervisor.")
        return redirect("certification:case", reference)
    desk = lay_out(application, request.user.pk, day_of(timezone.now()))
    append("record.read", application)
    context = {"form": form, "desk": desk, "supervisors": supervisors, "crumbs": crumbs(desk)}
    return render(request, "certification/staff/recommend.html", context, status=422 if form.errors else 200)


@purpose(CERTIFY)
@login_required
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """The letter as it would be sent, then the button."""
    application = access.assigned_case(request.user, reference)
    if request.method == "POST":
        if not refused(request, deciding.decide, application.pk):
            messages.success(request, "It is decided. The letter is on its way to the business.")
        return redirect("certification:case", reference)
    now = timezone.now()
    desk = lay_out(application, request.user.pk, day_of(now))
    append("record.read", application)
    context = {
        "desk": desk,
        "paper": decision.letter(desk, deciding.signature(_user(request)), {}, now),
        "appeal": decision.appeal_rule(day_of(now)),
        "crumbs": crumbs(desk),
    }
    return render(request, "certification/staff/decide.html", context)


@require_GET
@purpose(CERTIFY)
@login_required
def preview(request: HttpRequest, reference: str) -> HttpResponse:
    """The PDF as it would be sent. Nothing is kept."""
    application = access.assigned_case(request.user, reference)
    now = timezone.now()
    desk = lay_out(application, request.user.pk, day_of(now))
    if not desk.may_decide:
        raise Http404("nothing to decide")
    append("record.read", application)
    paper = decision.letter(desk, deciding.signature(_user(request)), {}, now)
    response = HttpResponse(decision.typeset(paper, now), content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="preview.pdf"'
    return response


@purpose(CERTIFY)
@login_required
@require_http_methods(["GET", "POST"])
def send_back(request: HttpRequest, reference: str) -> HttpResponse:
    application = access.assigned_case(request.user, reference)
    form = Return(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if not refused(request, reviewing.return_it, application.pk, form.cleaned_data["why"]):
            messages.success(request, "The case is back with the officer.")
        return redirect("certification:case", reference)
    desk = lay_out(application, request.user.pk, day_of(timezone.now()))
    context = {"form": form, "desk": desk, "crumbs": crumbs(desk)}
    return render(request, "certification/staff/send_back.html", context, status=422 if form.errors else 200)


@purpose(CERTIFY)
@login_required
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, reference: str, number: str) -> HttpResponse:
    """A supervisor ends a certificate before its last day; the signed list says so at once."""
    access.certifier(request.user, Role.SUPERVISOR)
    application = access.assigned_case(request.user, reference)
    certificate = get_object_or_404(Certificate.objects.seen_for(CERTIFY), number=number, application=application)
    form = End(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            because = certificates.Because(form.cleaned_data["because"])
            certificates.end(number, because, by=_user(request), at=timezone.now())
            messages.success(request, "The certificate has ended. Its page and the signed list say so.")
        except certificates.AlreadyOver:
            messages.error(request, "This certificate is over already.")
        return redirect("certification:case", reference)
    desk = lay_out(application, request.user.pk, day_of(timezone.now()))
    context = {"form": form, "desk": desk, "certificate": certificate, "crumbs": crumbs(desk)}
    return render(request, "certification/staff/end.html", context, status=422 if form.errors else 200)


def _supervisors(request: HttpRequest) -> list[Officer]:
    return list(apart_from(_user(request).pk, officers(Role.SUPERVISOR)))


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101  (login_required)
    return request.user
