"""Invite an officer, propose a role, approve it as a second person, end it; the yearly review."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from opensdo.parties.accounts.models import Role
from opensdo.parties.personnel import access, queries, rules
from opensdo.parties.personnel.actions import appointing, inviting, reviewing
from opensdo.parties.personnel.forms import Accept, Grant, Invite, Keep
from opensdo.parties.personnel.views.common import PEOPLE, asked, done, moment, months, page_of
from opensdo.privacy.data.middleware import purpose
from opensdo.privacy.data.purposes import STAFFING

FORM = ("GET", "POST")


@require_http_methods(FORM)
@purpose(STAFFING)
@login_required
def invite(request: HttpRequest) -> HttpResponse:
    access.carer(request.user)
    _, today = moment()
    form = Invite(
        request.POST if request.method == "POST" else None,
        today=today,
        months=months(today),
        initial={"until": rules.last_day(today, months(today))},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        newcomer = inviting.Newcomer(given["email"], given["name"], Role(given["role"]).label, given["phone"])
        words = "The invitation is sent. Another person has to approve the role."
        if done(request, words, inviting.invite, newcomer, _wanted(given)):
            return redirect("personnel:people")
    return asked(request, "invite", form, crumbs=[PEOPLE])


@require_http_methods(FORM)
@purpose(None)
def accept(request: HttpRequest) -> HttpResponse:
    """Anybody may come here; every refusal looks the same."""
    form = Accept(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if inviting.accept(given["email"], given["code"], given["password"]):
            messages.success(request, "Your account is open. Sign in; then you set up a second step.")
            return redirect("account_login")
        form.add_error("code", "Address and code do not fit, or the invitation has run out. Ask who invited you")
    return asked(request, "accept", form)


@require_http_methods(FORM)
@purpose(STAFFING)
@login_required
def propose(request: HttpRequest, reference: str) -> HttpResponse:
    access.carer(request.user)
    officer = access.person(reference)
    _, today = moment()
    form = Grant(
        request.POST if request.method == "POST" else None,
        today=today,
        months=months(today),
        initial={"until": rules.last_day(today, months(today)), "role": request.GET.get("role", "")},
    )
    if request.method == "POST" and form.is_valid():
        words = "The role is proposed. It takes effect when another person approves it."
        if done(request, words, appointing.propose, officer.user_id, _wanted(form.cleaned_data)):
            return redirect("personnel:person", reference)
    return asked(request, "propose", form, officer=officer, crumbs=page_of(officer))


@require_http_methods(FORM)
@purpose(STAFFING)
@login_required
def role(request: HttpRequest, reference: str) -> HttpResponse:
    """What waits is approved or refused; what is held is ended."""
    user = access.carer(request.user)
    found = access.role(reference)
    holder = queries.person_of(found.user_id)
    verbs = {
        "approve": (appointing.approve, "Approved. It is in force now."),
        "refuse": (appointing.refuse, "It is not granted. Nothing changed."),
        "end": (appointing.end, "The role is over. What it opened is closed now."),
    }
    if request.method == "POST" and (named := verbs.get(request.POST.get("verb", ""))):
        done(request, named[1], named[0], found.pk)
        return redirect("personnel:person", holder.reference)
    context = {
        "role": found,
        "holder": holder,
        "does": rules.REACHES.get(found.role, ""),
        "names": queries.names({found.proposed_by_id, found.approved_by_id}),
        "wrong": rules.wrong_people(found.user_id, found.proposed_by_id, user.pk) if found.status == "proposed" else "",
        "own": found.proposed_by_id == user.pk,
        "is_supervisor": Role.SUPERVISOR in queries.roles_of(user.pk),
        "crumbs": page_of(holder),
    }
    return render(request, "personnel/role.html", context)


@require_http_methods(FORM)
@purpose(STAFFING)
@login_required
def review(request: HttpRequest) -> HttpResponse:
    """Each role of everybody else, kept or ended with one button, and what came of each."""
    user = access.carer(request.user)
    now, today = moment()
    listed = [each for each in queries.people(today) if each.held and each.officer.user_id != user.pk]
    if request.method == "POST":
        told = []
        for person in listed:
            for held in person.held:
                choice = request.POST.get(f"{held.reference}-keep", "")
                if choice in ("keep", "end"):
                    told.append((person.officer.name, held.get_role_display(), _one(request, held.pk, choice)))
        if told:
            listed = [each for each in queries.people(today) if each.held and each.officer.user_id != user.pk]
            return render(request, "personnel/reviewed.html", {"told": told, "crumbs": [PEOPLE]})
        messages.error(request, "You chose nothing, so nothing was written down.")
    rows = [
        (person, held, Keep(prefix=held.reference, auto_id=f"{held.reference}_%s"))
        for person in listed
        for held in person.held
    ]
    late = {held.pk for _, held in queries.overdue(listed, today)}
    context = {"rows": rows, "late": late, "crumbs": [PEOPLE], "today": today}
    return render(request, "personnel/review.html", context)


def _one(request: HttpRequest, appointment_id: int, choice: str) -> str:
    try:
        reviewing.review(appointment_id, keep=choice == "keep", by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except appointing.NotFit as no:
        return str(no)
    return "Kept" if choice == "keep" else "Ended today"


def _wanted(given: dict[str, object]) -> appointing.Wanted:
    reader = given["role"] == Role.READER
    return appointing.Wanted(
        Role(str(given["role"])),
        given["until"],  # type: ignore[arg-type]
        agency=str(given["agency"]) if reader else "",
        reads_for=str(given["reads_for"]) if reader else "",
    )
