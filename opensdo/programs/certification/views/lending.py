"""What a supervisor gives to readers of other agencies, a closed case that she takes up, and the reader's pages."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opensdo.parties.accounts.models import Officer, Role, User
from opensdo.privacy.data.middleware import purpose
from opensdo.privacy.data.purposes import ALLOT, LOOK_IN
from opensdo.privacy.ledger.actions import append
from opensdo.programs.certification import access, lent
from opensdo.programs.certification.actions import lending
from opensdo.programs.certification.actions.reviewing import NotYours
from opensdo.programs.certification.clock import day_of
from opensdo.programs.certification.forms.lending import Lend, TakeUp

FORM = ("GET", "POST")
CASES = ("All cases", "/staff/certification/all/")


@require_http_methods(FORM)
@purpose(ALLOT)
@login_required
def readers(request: HttpRequest) -> HttpResponse:
    """Who was given what until when, and the form that gives."""
    user = _supervisor(request)
    now = timezone.now()
    people = lent.reader_roles()
    form = Lend(request.POST if request.method == "POST" else None, readers=people, today=day_of(now))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            lending.lend(given["cases"], int(given["reader"]), given["until"], by=user, at=now)
        except NotYours as no:
            form.add_error("until", str(no).rstrip("."))
        else:
            messages.success(request, f"Given until {given['until']:%-d %B %Y}. It ends by itself.")
            return redirect("certification:readers")
    named = {officer.user_id: (officer, role) for officer, role in people}
    context = {
        "form": form,
        "people": people,
        "loans": [(each, *named[each.worker]) for each in lent.loans(ALLOT) if each.worker in named],
        "crumbs": [CASES],
    }
    return render(request, "certification/staff/readers.html", context, status=422 if form.errors else 200)


@require_POST
@purpose(ALLOT)
@login_required
def end_loan(request: HttpRequest) -> HttpResponse:
    user = _supervisor(request)
    reader = get_object_or_404(Officer, reference=_plain(request, "reader"))
    application = access.sent_case(_plain(request, "case"))
    if application is None:
        raise Http404
    lending.end(application, reader.user_id, by=user, at=timezone.now())
    messages.success(request, f"{reader.name} cannot read it any more.")
    return redirect("certification:readers")


@require_http_methods(FORM)
@purpose(ALLOT)
@login_required
def take_up(request: HttpRequest) -> HttpResponse:
    """Says what happens and who will read why; then opens the case."""
    user = _supervisor(request)
    form = TakeUp(request.POST if request.method == "POST" else None, initial={"case": request.GET.get("case", "")})
    if request.method == "POST" and form.is_valid():
        application = form.cleaned_data["case"]
        try:
            until = lending.take_up(application.pk, form.cleaned_data["reason"], by=user, at=timezone.now())
        except NotYours as no:
            form.add_error("case", str(no).rstrip("."))
        else:
            messages.success(request, f"It is open to you until {until:%-d %B %Y}.")
            return redirect("certification:case", application.reference)
    context = {"form": form, "days": lending.TAKEN_UP.days, "crumbs": [CASES]}
    return render(request, "certification/staff/take_up.html", context, status=422 if form.errors else 200)


@require_GET
@purpose(LOOK_IN)
@login_required
def given(request: HttpRequest) -> HttpResponse:
    """By their references: a name stands in the record, and opening one is written down."""
    officer = access.certifier(request.user, Role.READER)
    context = {"loans": lent.loans(LOOK_IN), "role": lent.role_of(officer.user_id)}
    return render(request, "certification/staff/given.html", context)


@require_GET
@purpose(LOOK_IN)
@login_required
def given_one(request: HttpRequest, reference: str) -> HttpResponse:
    officer = access.certifier(request.user, Role.READER)
    application = access.lent_case(reference)
    append("record.read", application)
    until = next((each.until for each in lent.loans(LOOK_IN) if each.subject == application.subject_id), None)
    context = {
        **lent.file_of(application),
        "until": until,
        "role": lent.role_of(officer.user_id),
        "crumbs": [("Given to me", "/staff/certification/given/")],
    }
    return render(request, "certification/staff/given_one.html", context)


def _supervisor(request: HttpRequest) -> User:
    access.certifier(request.user, Role.SUPERVISOR)
    assert isinstance(request.user, User)  # noqa: S101
    return request.user


def _plain(request: HttpRequest, name: str) -> str:
    """A NUL cannot be asked for in the database."""
    return request.POST.get(name, "").replace("\0", "")[:40]
