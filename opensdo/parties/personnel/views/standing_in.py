"""Who works in whose place: an officer names her own stand-in, whoever looks after the staff names any."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from opensdo.parties.accounts.models import Officer
from opensdo.parties.personnel import access, queries
from opensdo.parties.personnel.actions import standing_in
from opensdo.parties.personnel.forms import Absence
from opensdo.parties.personnel.views.common import PEOPLE, done, moment
from opensdo.privacy.data.middleware import purpose
from opensdo.privacy.data.models import StandIn
from opensdo.privacy.data.purposes import STAFFING

FORM = ("GET", "POST")


@require_http_methods(FORM)
@purpose(STAFFING)
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    user = access.officer(request.user)
    return _page(request, Officer.objects.get(user_id=user.pk), "personnel:stand_in")


@require_http_methods(FORM)
@purpose(STAFFING)
@login_required
def hers(request: HttpRequest, reference: str) -> HttpResponse:
    access.carer(request.user)
    officer = access.person(reference)
    return _page(request, officer, "personnel:person", reference)


@require_POST
@purpose(STAFFING)
@login_required
def end(request: HttpRequest, reference: str) -> HttpResponse:
    user = access.officer(request.user)
    cares = queries.officers(*queries.GRANTERS).filter(user_id=user.pk).exists()
    found = access.stand_in(reference, user, cares=cares)
    done(request, "Nobody stands in any more.", standing_in.end, found.pk)
    return redirect("personnel:stand_in")


def _page(request: HttpRequest, absent: Officer, then: str, *args: str) -> HttpResponse:
    _, today = moment()
    people = [(each.user_id, each.name) for each in queries.deputies_of(absent.user_id)]
    form = Absence(request.POST if request.method == "POST" else None, people=people, today=today)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        words = "It is set. The ledger has both names beside every act."
        days = (given["since"], given["until"])
        if done(request, words, standing_in.name, absent.user_id, int(given["deputy"]), *days):
            return redirect(then, *args)
    known = StandIn.objects.filter(ended_at=None, until__gte=today).order_by("since")
    context = {
        "absent": absent,
        "own": absent.user_id == request.user.pk,
        "form": form,
        "people": people,
        "away": known.filter(absent_id=absent.user_id),
        "covers": known.filter(deputy_id=absent.user_id),
        "names": dict(Officer.objects.values_list("user_id", "name")),
        "crumbs": [PEOPLE] if args else [],
    }
    return render(request, "personnel/stand_in.html", context, status=422 if form.errors else 200)
