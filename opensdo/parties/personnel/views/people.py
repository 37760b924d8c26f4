"""Who works here: the list, one officer, and letting her go."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opensdo.parties.accounts.models import User
from opensdo.parties.personnel import access, queries, rules
from opensdo.parties.personnel.actions import inviting, leaving, recovering
from opensdo.parties.personnel.forms import Confirm, Help, HelpPublic
from opensdo.parties.personnel.views.common import PEOPLE, asked, done, moment, page_of
from opensdo.privacy.data.middleware import purpose
from opensdo.privacy.data.models import StandIn
from opensdo.privacy.data.purposes import STAFFING

FORM = ("GET", "POST")


@require_GET
@purpose(STAFFING)
@login_required
def people(request: HttpRequest) -> HttpResponse:
    user = access.carer(request.user)
    _, today = moment()
    listed = queries.people(today)
    waiting = [(each, person) for person in listed for each in person.waiting]
    backs = list(queries.ways_back())
    context = {
        "here": [each for each in listed if each.state != "closed"],
        "gone": [each for each in listed if each.state == "closed"],
        "waiting": waiting,
        "backs": backs,
        "names": queries.names({who for each in backs for who in (each.user_id, each.asked_by_id)}),
        "todo": len(waiting) + len(backs),
        "overdue": queries.overdue(listed, today),
        "user_id": user.pk,
        "today": today,
        "granters": queries.many_who_can_grant(),
    }
    return render(request, "personnel/people.html", context)


@require_GET
@purpose(STAFFING)
@login_required
def person(request: HttpRequest, reference: str) -> HttpResponse:
    user = access.carer(request.user)
    officer = access.person(reference)
    _, today = moment()
    found = queries.people(today, user_id=officer.user_id)[0]
    roles = [*found.held, *found.waiting, *found.over]
    away = StandIn.objects.filter(absent_id=officer.user_id, ended_at=None, until__gte=today).order_by("since")
    context = {
        "person": found,
        "does": rules.REACHES,
        "names": queries.names(
            {who for each in roles for who in (each.proposed_by_id, each.approved_by_id, each.ended_by_id)}
            | {each.deputy_id for each in away}
        ),
        "away": away,
        "oneself": officer.user_id == user.pk,
        "crumbs": [PEOPLE],
    }
    return render(request, "personnel/person.html", context)


@require_http_methods(FORM)
@purpose(STAFFING)
@login_required
def leave(request: HttpRequest, reference: str) -> HttpResponse:
    """Says what happens, then does it at once."""
    access.carer(request.user)
    officer = access.person(reference)
    form = Confirm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        done(request, f"{officer.name} is signed out and can open nothing any more.", leaving.let_go, officer.user_id)
        return redirect("personnel:person", reference)
    _, today = moment()
    found = queries.people(today, user_id=officer.user_id)[0]
    last = queries.many_who_can_grant() == 2 and any(each.role in queries.GRANTERS for each in found.held)
    return asked(request, "leave", form, person=found, last=last, crumbs=page_of(officer))


@require_POST
@purpose(STAFFING)
@login_required
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    access.carer(request.user)
    officer = access.person(reference)
    done(request, "The invitation is withdrawn. Its code opens nothing.", inviting.withdraw, officer.user_id)
    return redirect("personnel:person", reference)


@require_http_methods(FORM)
@purpose(STAFFING)
@login_required
def help_back(request: HttpRequest, reference: str) -> HttpResponse:
    """One asks, and says how she knows who it is."""
    access.carer(request.user)
    officer = access.person(reference)
    form = Help(request.POST if request.method == "POST" else None)
    return _help(request, form, officer.user, officer=officer, crumbs=page_of(officer))


@require_http_methods(FORM)
@purpose(STAFFING)
@login_required
def help_public(request: HttpRequest) -> HttpResponse:
    """For whoever stands at the desk: the same two officers, the same day."""
    access.carer(request.user)
    form = HelpPublic(request.POST if request.method == "POST" else None)
    user = access.of_the_public(form.cleaned_data["email"]) if form.is_valid() else None
    if form.is_bound and form.is_valid() and user is None:
        form.add_error("email", "No account of the public has this address. Look at the spelling with the person")
    return _help(request, form, user, crumbs=[PEOPLE])


def _help(request: HttpRequest, form: Help, user: User | None, **more: Any) -> HttpResponse:
    if user and form.is_valid():
        words = "Now another officer has to approve it, on the page “Who works here”."
        done(request, words, recovering.ask, user, form.cleaned_data["how"])
        return redirect("personnel:people")
    return asked(request, "help_back", form, **more)


@require_http_methods(FORM)
@purpose(STAFFING)
@login_required
def way_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Another approves or stops it."""
    user = access.carer(request.user)
    found = access.way_back(reference)
    if request.method == "POST":
        if request.POST.get("verb") == "approve":
            words = "The lost second step is taken off. A new one is set up at the next sign-in."
            done(request, words, recovering.approve, found.pk)
        else:
            done(request, "It is stopped. Nothing was changed.", recovering.stop, found.pk)
        return redirect("personnel:people")
    names = queries.names({found.user_id, found.asked_by_id})
    own = user.pk in (found.user_id, found.asked_by_id)
    alone = queries.asked_alone(found.user_id)
    context = {"back": found, "names": names, "own": own, "alone": alone, "crumbs": [PEOPLE]}
    return render(request, "personnel/way_back.html", context)
