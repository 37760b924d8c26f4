"""One case: what was said, what was found, what is asked, and a sealed value opened for a reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from opensdo.kit.lifecycle import NotAllowed
from opensdo.law.parameters import parameter
from opensdo.papers.documents.storage.missing import Unavailable
from opensdo.privacy.data.middleware import purpose
from opensdo.privacy.data.purposes import CERTIFY
from opensdo.privacy.data.vault import Refused, Shredded, reveal
from opensdo.privacy.ledger.actions import append
from opensdo.programs.certification import access
from opensdo.programs.certification.actions import reviewing
from opensdo.programs.certification.clock import day_of, office_calendar
from opensdo.programs.certification.criteria import Found
from opensdo.programs.certification.desk import Desk, asked_of, lay_out, neighbours, sealed_values
from opensdo.programs.certification.forms.staff import Ask, Assess, Open, Remark
from opensdo.programs.certification.models import Application
from opensdo.programs.certification.worklist import clock_for


@require_GET
@purpose(CERTIFY)
@login_required
def case(request: HttpRequest, reference: str) -> HttpResponse:
    application = access.assigned_case(request.user, reference)
    append("record.read", application)
    return show(request, application)


def show(
    request: HttpRequest, application: Application, *, wrong: dict[str, Assess] | None = None, **more: Any
) -> HttpResponse:
    now = timezone.now()
    desk = lay_out(application, request.user.pk, day_of(now))
    before, place, total, after = neighbours(application, request.user.pk, day_of(now))
    context = {
        "desk": desk,
        "application": application,
        "today": day_of(now),
        "criteria": [
            (each, (wrong or {}).get(each.asked.code) or assess_form(each.asked.code, each)) for each in desk.criteria
        ],
        "before": before,
        "place": place,
        "total": total,
        "after": after,
        "remark": Remark(auto_id="note_%s"),
        "crumbs": [("My queue", "/staff/certification/"), (str(desk.group), "/staff/certification/")],
        **more,
    }
    return render(request, "certification/staff/case.html", context, status=422 if wrong or more.get("form") else 200)


def assess_form(code: str, each: Any) -> Assess:
    held = each.assessment
    start = {"outcome": held.outcome, "finding": held.finding} if held else {}
    return Assess(initial=start, auto_id=f"{slug(code)}_%s")


def slug(code: str) -> str:
    return code.replace(".", "-")


@require_POST
@purpose(CERTIFY)
@login_required
def assess(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    application = access.assigned_case(request.user, reference)
    if code not in {each.code for each in asked_of(application)}:
        raise Http404("no such criterion")
    form = Assess(request.POST, auto_id=f"{slug(code)}_%s")
    if not form.is_valid():
        append("record.read", application)
        return show(request, application, wrong={code: form}, form=form)
    given = form.cleaned_data
    if not refused(request, reviewing.assess, application.pk, code, Found(given["outcome"]), given["finding"]):
        messages.success(request, "Your finding is saved.")
    return redirect(f"{request.path.split('criteria/')[0]}#{slug(code)}")


@purpose(CERTIFY)
@login_required
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for one paper or one answer. The clock stands still from today."""
    application = access.assigned_case(request.user, reference)
    today = day_of(timezone.now())
    cure = parameter("cure_days", on=today)
    desk = lay_out(application, request.user.pk, today)
    form = Ask(
        request.POST if request.method == "POST" else None,
        requirements=desk.may_ask_for,
        today=today,
        initial={"until": office_calendar().shift(today, cure.number, cure.unit)},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if not refused(
            request,
            reviewing.request_information,
            application.pk,
            given["requirement"],
            given["what"],
            given["why"],
            given["until"],
        ):
            messages.success(request, "We have asked the business. The clock stands still until they answer.")
        return redirect("certification:case", reference)
    append("record.read", application)
    context = {"form": form, "desk": desk, "application": application, "cure": cure, "crumbs": crumbs(desk)}
    return render(request, "certification/staff/ask.html", context, status=422 if form.errors else 200)


@purpose(CERTIFY)
@login_required
def take_back(request: HttpRequest, reference: str) -> HttpResponse:
    application = access.assigned_case(request.user, reference)
    if request.method == "POST":
        if not refused(request, reviewing.resume, application.pk):
            messages.success(request, "The request is taken back. The clock goes on tomorrow.")
        return redirect("certification:case", reference)
    desk = lay_out(application, request.user.pk, day_of(timezone.now()))
    return render(request, "certification/staff/take_back.html", {"desk": desk, "crumbs": crumbs(desk)})


@require_POST
@purpose(CERTIFY)
@login_required
def note(request: HttpRequest, reference: str) -> HttpResponse:
    application = access.assigned_case(request.user, reference)
    form = Remark(request.POST, auto_id="note_%s")
    if not form.is_valid():
        append("record.read", application)
        return show(request, application, form=form, remark=form)
    reviewing.add_note(application.pk, form.cleaned_data["text"], by=request.user, at=timezone.now())  # type: ignore[arg-type]
    messages.success(request, "Your note is saved.")
    return redirect("certification:case", reference)


@require_GET
@purpose(CERTIFY)
@login_required
def clock(request: HttpRequest, reference: str) -> HttpResponse:
    """How the due date was worked out, day by day."""
    application = access.assigned_case(request.user, reference)
    today = day_of(timezone.now())
    desk = lay_out(application, request.user.pk, today)
    counted = clock_for(application).counting_out(today)
    lead = counted[0].date.weekday()
    cells: list[Any] = [None] * lead + list(counted)
    weeks = [cells[start : start + 7] for start in range(0, len(cells), 7)]
    context = {"desk": desk, "weeks": weeks, "today": today, "sentence": clock_for(application).sentence()}
    return render(request, "certification/staff/clock.html", context | {"crumbs": crumbs(desk)})


@never_cache
@purpose(CERTIFY)
@login_required
def sealed(request: HttpRequest, reference: str, which: str) -> HttpResponse:
    """The ledger has it before the value is out of the database, on a connection of its own."""
    application = access.assigned_case(request.user, reference)
    found = sealed_values(application).get(which)
    if found is None:
        raise Http404("nothing sealed of that name")
    desk = lay_out(application, request.user.pk, day_of(timezone.now()))
    form = Open(request.POST if request.method == "POST" else None)
    context = {"form": form, "desk": desk, "sealed": found, "crumbs": crumbs(desk)}
    if request.method == "POST" and form.is_valid():
        try:
            context["value"] = reveal(
                found.record, found.name, purpose=CERTIFY, by=request.user, reason=form.cleaned_data["reason"]
            )
        except Refused as no:
            context |= {"refused": True, "shredded": isinstance(no, Shredded)}
            return render(request, "certification/staff/sealed.html", context, status=410)
    return render(request, "certification/staff/sealed.html", context, status=422 if form.errors else 200)


def crumbs(desk: Desk) -> list[tuple[str, str]]:
    return [("My queue", "/staff/certification/"), (desk.name, f"/staff/certification/{desk.reference}/")]


def refused(request: HttpRequest, act: Any, *given: Any) -> bool:
    """Do it, or say why not."""
    try:
        act(*given, by=request.user, at=timezone.now())
    except (reviewing.NotYours, reviewing.NotReady) as no:
        messages.error(request, str(no))
        return True
    except Unavailable:
        messages.error(request, "The letter could not be stored, so nothing was decided. Try again in a few minutes.")
        return True
    except NotAllowed:
        messages.error(request, "Somebody was faster: the case is in another state now. This is how it stands.")
        return True
    return False
