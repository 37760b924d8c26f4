"""The queue of an officer, and the supervisor's page of all cases, from which cases are handed out."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from opensdo.kit.lifecycle import NotAllowed
from opensdo.law.categories import categories
from opensdo.parties.accounts.models import Officer, Role, User
from opensdo.parties.personnel.queries import absent_for, holds, officers
from opensdo.privacy.data.middleware import purpose
from opensdo.privacy.data.purposes import ALLOT, CERTIFY, Purpose
from opensdo.programs.certification import access
from opensdo.programs.certification.actions import reviewing
from opensdo.programs.certification.clock import Group, day_of, decision_rule, end_of_week
from opensdo.programs.certification.forms.staff import HandOver
from opensdo.programs.certification.models import Application
from opensdo.programs.certification.states import OPEN, Status
from opensdo.programs.certification.worklist import Place, chosen, counts, places, rows

LONGEST_NUMBER = 18


@require_GET
@purpose(CERTIFY)
@login_required
def queue(request: HttpRequest) -> HttpResponse:
    """What is assigned to her, by when it is due."""
    officer = access.certifier(request.user)
    today = day_of(timezone.now())
    listed = places(Application.objects.filter(status__in=OPEN), today, reader=officer.user_id)
    people = {officer.user_id, *absent_for(officer.user_id)}
    mine = [place for place in listed if place.officer_id in people or _decides(place, officer)]
    return _page(request, officer, mine, CERTIFY, "certification/staff/queue.html")


@require_GET
@purpose(ALLOT)
@login_required
def everything(request: HttpRequest) -> HttpResponse:
    """All open cases without a word about a person, for whoever hands them out."""
    supervisor = access.certifier(request.user, Role.SUPERVISOR)
    listed = places(Application.objects.filter(status__in=OPEN), day_of(timezone.now()), reader=None)
    whose = request.GET.get("whose", "none")
    people = {row.user_id: row.name for row in _officers()}
    left = [place for place in listed if place.officer_id and place.officer_id not in people]
    shown = {"all": listed, "left": left}.get(whose) or [
        place for place in listed if str(place.officer_id or "none") == whose
    ]
    held = [(str(key), name, sum(p.officer_id == key for p in listed)) for key, name in people.items()]
    more = {
        "whose": whose,
        "choices": [
            ("none", "Nobody's yet", sum(place.officer_id is None for place in listed)),
            ("left", "Of people who are gone", len(left)),
            ("all", "All open cases", len(listed)),
            *held,
        ],
    }
    return _page(request, supervisor, shown, ALLOT, "certification/staff/everything.html", **more)


@purpose(ALLOT)
@login_required
def hand_over(request: HttpRequest) -> HttpResponse:
    """First says what would change and what would not; then does it, case by case."""
    access.certifier(request.user, Role.SUPERVISOR)
    given = request.POST if request.method == "POST" else request.GET
    wanted = given.getlist("case")[:200]
    found = {
        row.reference: row for row in Application.objects.seen_for(ALLOT).filter(reference__in=wanted, status__in=OPEN)
    }
    named = _named([row.pk for row in found.values()])
    form = HandOver(
        request.POST if request.method == "POST" else None,
        cases=[(reference, reference) for reference in found],
        officers=[(row.user_id, row.name) for row in _officers()],
        initial={"case": list(found)},
    )
    if request.method == "POST" and form.is_valid():
        assert isinstance(request.user, User)  # noqa: S101
        chosen_cases = [found[ref] for ref in form.cleaned_data["case"]]
        done = _hand_over(chosen_cases, int(form.cleaned_data["to"]), request)
        messages.success(request, f"{done} {'case was' if done == 1 else 'cases were'} handed over.")
        return redirect("certification:everything")
    people = {row.user_id: row.name for row in _officers()}
    changes = [(row, named.get(row.pk, ""), people.get(row.officer_id or 0, "")) for row in found.values()]
    context = {
        "form": form,
        "changes": changes,
        "gone": [reference for reference in wanted if reference not in found],
        "crumbs": [("All cases", "/staff/certification/all/")],
    }
    return render(request, "certification/staff/hand_over.html", context, status=422 if form.errors else 200)


def _hand_over(cases: Sequence[Application], officer_id: int, request: HttpRequest) -> int:
    """`saw` names each case with the number of the officer who had it when the page was made; 0 for nobody."""
    saw = dict(each.split(" ", 1) for each in request.POST.getlist("saw") if " " in each)
    done = 0
    for case in cases:
        seen = saw.get(case.reference, "")
        had = (int(seen) or None) if seen.isdecimal() and len(seen) < LONGEST_NUMBER else case.officer_id
        try:
            reviewing.assign(case.pk, officer_id, saw=had, by=request.user, at=timezone.now())  # type: ignore[arg-type]
            done += 1
        except (NotAllowed, reviewing.NotYours) as refused:
            messages.warning(request, str(refused))
    return done


def _decides(place: Place, officer: Officer) -> bool:
    """An officer's are those she has, or whose officer she stands in for; a supervisor's also what waits for her."""
    return holds(officer, Role.SUPERVISOR) and place.status == Status.RECOMMENDED


def _page(
    request: HttpRequest, officer: Officer, listed: list[Place], why: Purpose, template: str, **more: object
) -> HttpResponse:
    now = timezone.now()
    today = day_of(now)
    statuses, kinds = counts(listed)
    picked = {name: request.GET.getlist(name) for name in ("status", "category")}
    shown = chosen(listed, statuses=picked["status"], categories=picked["category"])
    plain = {each.code: each.plain for each in categories(on=today)}
    late = sum(place.group is Group.OVERDUE for place in shown)
    due = sum(place.group is Group.TODAY for place in shown)
    page = rows(shown, request.GET.get("after", ""), why)
    context = {
        "officer": officer,
        "page": page,
        "heading": heading(late, due, len(shown)),
        "total": len(shown),
        "statuses": [(code, label, statuses[code], code in picked["status"]) for code, label in _open_choices()],
        "kinds": [(code, plain.get(code, code), kinds[code], code in picked["category"]) for code in sorted(kinds)],
        "chips": _chips(request, picked, plain),
        "next": _address(request, after=page.after) if page.after else "",
        "start": "" if page.first else _address(request),
        "now": now,
        "today": today,
        "friday": end_of_week(today),
        "rule": decision_rule(today),
        "Group": Group,
        "may_allot": holds(officer, Role.SUPERVISOR),
        **more,
    }
    return render(request, template, context)


def heading(late: int, due: int, total: int) -> str:
    """The answer, before the list."""
    if not total:
        return "Nothing is waiting for you."
    told = []
    if late:
        told.append(f"{late} {'case is' if late == 1 else 'cases are'} late")
    if due:
        told.append(f"{due} {'is' if due == 1 else 'are'} due today" if late else f"{due} due today")
    words = ", ".join(told) if told else "Nothing is late or due today"
    return f"{words}."


def _open_choices() -> list[tuple[str, str]]:
    desk = {
        Status.SUBMITTED: "New, not read yet",
        Status.UNDER_REVIEW: "Being read",
        Status.INFORMATION_REQUESTED: "Waiting for the business",
        Status.RECOMMENDED: "Waiting for the decision",
    }
    return [(status.value, words) for status, words in desk.items()]


def _chips(request: HttpRequest, picked: dict[str, list[str]], plain: dict[str, str]) -> list[tuple[str, str]]:
    """Each filter that is on, with the address without it."""
    words = dict(_open_choices()) | plain
    chips = []
    for name, values in picked.items():
        for value in values:
            left = request.GET.copy()
            left.setlist(name, [other for other in left.getlist(name) if other != value])
            left.pop("after", None)
            chips.append((words.get(value, value), f"?{left.urlencode()}"))
    return chips


def _address(request: HttpRequest, **more: str) -> str:
    kept = [(name, value) for name in ("whose", "status", "category") for value in request.GET.getlist(name)]
    return f"?{urlencode([*kept, *more.items()])}"


def _officers() -> list[Officer]:
    return list(officers(*access.CERTIFIERS))


def _named(ids: Sequence[int]) -> dict[int, str]:
    found = Application.objects.filter(pk__in=ids).values_list("pk", "business__legal_name")
    return dict(found)
