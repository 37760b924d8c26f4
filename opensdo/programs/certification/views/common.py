"""What the applicant's pages share: who may come in, what a draft is, how a page answers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from opensdo.kit.lifecycle import NotAllowed
from opensdo.parties.accounts.models import User
from opensdo.programs.certification import access, carried
from opensdo.programs.certification.casefile import CaseFile
from opensdo.programs.certification.states import Status

TYPED: Final = "typed"
MOST_CARRIED: Final = 40_000
NEVER_CARRIED: Final = frozenset({"csrfmiddlewaretoken", "ssn", "ein"})
APPLICATIONS = ("Your applications", "certification:applications")


class Signed(HttpRequest):
    """A request of somebody who is signed in."""

    user: User


def signed_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Ask to sign in, and bring back to this page. What was typed into it comes back too, but for sealed answers."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return _carrying(request, redirect_to_login(request.path))

    wrapped.again = lambda request: _carrying(request, redirect(request.path))  # type: ignore[attr-defined]
    return wrapped


def _carrying(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A browser holds some thousand characters; what is longer waits in the visit's own sealed record."""
    if request.method == "POST":
        typed = {name: values for name, values in request.POST.lists() if name not in NEVER_CARRIED}
        fits = carried.put(response, TYPED, typed, path=request.path)
        if not fits and sum(len(each) for values in typed.values() for each in values) < MOST_CARRIED:
            request.session[TYPED] = {request.path: typed}
    return response


def typed_before(request: HttpRequest) -> QueryDict | None:
    """What somebody typed here just before being asked to sign in again."""
    if request.method != "GET":
        return None
    found = request.session.pop(TYPED, {}).get(request.path) or carried.look(request, TYPED)
    if not isinstance(found, dict):
        return None
    typed = QueryDict(mutable=True)
    for name, values in found.items():
        typed.setlist(name, values)
    return typed


def on_draft(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view gets the file of a draft. What was sent meanwhile, here or in another tab, is read only."""

    @wraps(view)
    def wrapped(request: HttpRequest, reference: str, **kwargs: Any) -> HttpResponse:
        case = access.my_file(reference)
        if case.application.status != Status.DRAFT:
            return already_sent(request, reference)
        try:
            return view(request, case, **kwargs)
        except NotAllowed:
            return already_sent(request, reference)

    return wrapped


def already_sent(request: HttpRequest, reference: str) -> HttpResponse:
    messages.info(request, "This application is not a draft any more, so nothing was changed.")
    return redirect("certification:application", reference)


def answer_page(request: HttpRequest, name: str, context: dict[str, Any], *, wrong: bool = False) -> HttpResponse:
    response = render(request, f"certification/applicant/{name}.html", context, status=422 if wrong else 200)
    if TYPED in request.COOKIES:
        carried.drop(response, TYPED, path=request.path)
    return response


def crumbs(case: CaseFile | None = None, *more: tuple[str, str]) -> list[tuple[str, str]]:
    start = [("Get certified", reverse("certification:start")), (APPLICATIONS[0], reverse(APPLICATIONS[1]))]
    if case is None:
        return start
    return [*start[1:], (name_of(case), reverse("certification:application", args=[case.application.reference])), *more]


def name_of(case: CaseFile) -> str:
    return case.business.legal_name or "New application"
