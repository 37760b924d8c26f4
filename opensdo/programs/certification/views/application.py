"""Her applications: the list, a new one, one and how it stands, who looked, an answer to the officer."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from opensdo.kit import references
from opensdo.kit.lifecycle import NotAllowed
from opensdo.law.eligibility import Verdict, check
from opensdo.law.entries import Unknown
from opensdo.papers.documents.actions import NotAccepted
from opensdo.papers.documents.rules import OFFER
from opensdo.privacy.data.middleware import purpose
from opensdo.privacy.data.purposes import APPLY
from opensdo.programs.certification import access, carried
from opensdo.programs.certification.actions import applying
from opensdo.programs.certification.forms.applicant import BeginForm, ReplyForm
from opensdo.programs.certification.queries import gifts, looks, my_applications
from opensdo.programs.certification.receipt import decision_clock
from opensdo.programs.certification.states import LIFE, Status
from opensdo.programs.certification.views.common import (
    Signed,
    answer_page,
    crumbs,
    name_of,
    signed_in,
    typed_before,
)
from opensdo.programs.certification.views.draft import tasks

CARRIED = "check"  # the cookie in which a browser carries the answers of the eligibility check
CARRIED_PATH = "/certification/"
SALT = "certification.begin"


@purpose(APPLY)
@signed_in
@require_safe
def applications(request: Signed) -> HttpResponse:
    context = {"rows": my_applications(), "crumbs": crumbs()[:1]}
    return answer_page(request, "applications", context)


@purpose(APPLY)
@signed_in
@require_http_methods(["GET", "POST"])
def new(request: Signed) -> HttpResponse:
    """The token holds the reference, made for this person and with this page: pressed twice, it is one application."""
    held = carried_answers(request)
    form = BeginForm(
        request.POST if request.method == "POST" else None, carries=held is not None, initial={"token": _token(request)}
    )
    if request.method == "POST" and form.is_valid():
        reference = _reference(request, form.cleaned_data["token"])
        if reference is None:
            return redirect("certification:new")
        agreed = held if form.cleaned_data.get("carry") == "yes" else None
        applying.begin(reference, precheck=agreed, by=request.user, at=timezone.now())
        response = redirect("certification:application", reference)
        carried.drop(response, CARRIED, path=CARRIED_PATH)
        return response
    context = {"form": form, "held": said(held) if held else (), "crumbs": crumbs()}
    return answer_page(request, "new", context, wrong=request.method == "POST")


def _token(request: Signed) -> str:
    return signing.dumps([request.user.pk, references.new("CERT")], salt=SALT)


def _reference(request: Signed, token: str) -> str | None:
    try:
        who, reference = signing.loads(token, salt=SALT, max_age=24 * 3600)
    except (signing.BadSignature, ValueError):
        return None
    return str(reference) if who == request.user.pk else None


def carried_answers(request: HttpRequest) -> dict[str, list[str]] | None:
    """What the browser carries from the check, if the check still asks it."""
    found = carried.look(request, CARRIED)
    try:
        check(found, on=timezone.localdate())
    except (Unknown, AttributeError, TypeError):
        return None
    return dict(found)


def said(answers: dict[str, list[str]]) -> tuple[str, ...]:
    """For which certificates the answers looked good."""
    outcomes = check(answers, on=timezone.localdate())
    return tuple(each.category.plain for each in outcomes if each.verdict is not Verdict.NOT_LIKELY)


@purpose(APPLY)
@signed_in
@require_safe
def application(request: Signed, reference: str) -> HttpResponse:
    case = access.my_file(reference)
    if case.application.status == Status.DRAFT:
        return tasks(request, case)
    return answer_page(request, "application", standing(case) | {"form": ReplyForm()})


def standing(case: Any) -> dict[str, Any]:
    """How it stands: the clock, what is asked, what came of it."""
    application = case.application
    asked = list(application.information_requests.order_by("asked_at"))
    clock = decision_clock(application, asked) if application.submitted_at else None
    return {
        "case": case,
        "name": name_of(case),
        "clock": clock,
        "open": next((each for each in asked if each.ended_at is None), None),
        "ended": [each for each in asked if each.ended_at],
        "certificates": list(application.certificates.order_by("category")),
        "can_take_back": LIFE.allows(application.status, "take_back"),
        "can_withdraw": LIFE.allows(application.status, "withdraw"),
        "offer": OFFER,
        "crumbs": crumbs(),
    }


@purpose(APPLY)
@signed_in
@require_http_methods(["GET", "POST"])
def answer(request: Signed, reference: str) -> HttpResponse:
    """Its form stands on the page of the application; here it is shown with mistakes, or after signing in again."""
    case = access.my_file(reference)
    context = standing(case)
    asked = context["open"]
    if asked is None:
        messages.info(request, "Nothing is open any more. Your answer from before is below.")
        return redirect("certification:application", reference)
    if request.method == "GET":
        returned = typed_before(request)
        form = ReplyForm(initial={"reply": returned.get("reply", "")} if returned is not None else None)
        return answer_page(request, "application", context | {"form": form, "returned": returned is not None})
    form = ReplyForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            given = form.cleaned_data
            applying.answer(
                case.application.pk, asked.pk, given["reply"], given["file"], by=request.user, at=timezone.now()
            )
            messages.success(request, "We have your answer. The clock goes on tomorrow.")
            return redirect("certification:application", reference)
        except NotAccepted as why:
            form.add_error("file", str(why))
        except applying.TooMany:
            form.add_error("file", f"We have {applying.MOST_PAPERS} files for this. Write what is new in your answer.")
        except NotAllowed:
            return redirect("certification:application", reference)
    return answer_page(request, "application", context | {"form": form}, wrong=True)


@purpose(APPLY)
@signed_in
@require_http_methods(["GET", "POST"])
def take_back(request: Signed, reference: str) -> HttpResponse:
    return _after_asking(request, reference, "take_back", "You can change it now. Send it again when it is right.")


@purpose(APPLY)
@signed_in
@require_http_methods(["GET", "POST"])
def withdraw(request: Signed, reference: str) -> HttpResponse:
    return _after_asking(request, reference, "withdraw", "Your application is withdrawn.")


def _after_asking(request: Signed, reference: str, verb: str, done: str) -> HttpResponse:
    """A page that says what will happen; its button does it."""
    case = access.my_file(reference)
    if not LIFE.allows(case.application.status, verb):
        messages.info(
            request, f"This application is at “{case.application.get_status_display()}”. Nothing was changed."
        )
        return redirect("certification:application", reference)
    if request.method == "POST":
        act = {"take_back": applying.take_back, "withdraw": applying.withdraw}[verb]
        with suppress(
            NotAllowed
        ):  # at the same moment in another tab, or by an officer: the page shows what came of it
            act(case.application.pk, by=request.user, at=timezone.now())
            messages.success(request, done)
        return redirect("certification:application", reference)
    context = {"case": case, "name": name_of(case), "verb": verb, "crumbs": crumbs(case)}
    return answer_page(request, "ask_first", context)


@purpose(APPLY)
@signed_in
@require_safe
def who_looked(request: Signed, reference: str) -> HttpResponse:
    case = access.my_file(reference)
    context = {"case": case, "name": name_of(case), "looks": looks(case), "crumbs": crumbs(case)}
    return answer_page(request, "looks", context)


@purpose(APPLY)
@signed_in
@require_safe
def who_was_given(request: Signed, reference: str) -> HttpResponse:
    """The list that c.66A gives her: who outside the office got which facts, when, what for, by which law."""
    case = access.my_file(reference)
    context = {"case": case, "name": name_of(case), "gifts": gifts(case), "crumbs": crumbs(case)}
    return answer_page(request, "given", context)
