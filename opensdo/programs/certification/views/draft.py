"""Pages of a draft: the list of tasks, one question page at a time, the owners."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from opensdo.papers.questions.forms import form_of
from opensdo.papers.questions.notices import notice
from opensdo.papers.questions.shape import Page
from opensdo.parties.businesses.models import Owner
from opensdo.privacy.data.middleware import purpose
from opensdo.privacy.data.purposes import APPLY
from opensdo.programs.certification import access
from opensdo.programs.certification.actions import applying
from opensdo.programs.certification.casefile import CaseFile
from opensdo.programs.certification.rules import in_percent
from opensdo.programs.certification.tasklist import task_list
from opensdo.programs.certification.views.common import (
    Signed,
    answer_page,
    crumbs,
    name_of,
    on_draft,
    signed_in,
    typed_before,
)

LATER = "later"  # the button that saves a page as far as it goes


@purpose(APPLY)
@signed_in
@require_http_methods(["GET", "POST"])
@on_draft
def question(request: Signed, case: CaseFile, page: str) -> HttpResponse:
    asked = case.questions.page(page)
    if asked is None:
        raise Http404
    later = LATER in request.POST
    returned = typed_before(request)
    typed = request.POST if request.method == "POST" else returned
    form = form_of(asked, typed, case.records, partly=later)
    if request.method == "POST" and form.is_valid():
        applying.save(case.application.pk, asked, form.cleaned_data, by=request.user, at=timezone.now())
        if asked.code == "sells" and not later:
            return redirect("certification:sells", case.application.reference)
        following = None if later or "back" in request.GET else case.questions.after(asked.code)
        return _on(case, following)
    return answer_page(
        request, "question", _page(case, asked, form) | {"returned": returned}, wrong=request.method == "POST"
    )


def _on(case: CaseFile, following: Page | None) -> HttpResponse:
    if following is None:
        return redirect("certification:application", case.application.reference)
    return redirect("certification:question", case.application.reference, following.code)


def _page(case: CaseFile, page: Page, form: Any, name: str = "") -> dict[str, Any]:
    return {
        "case": case,
        "page": page,
        "title": page.title.format(name=name or "this owner"),
        "form": form,
        "notice": notice(page),
        "crumbs": crumbs(case),
    }


def tasks(request: Signed, case: CaseFile) -> HttpResponse:
    """Called by the page of the application while it is a draft."""
    listed = task_list(case, timezone.localdate())
    context = {"case": case, "name": name_of(case), "tasks": listed, "crumbs": crumbs()}
    return answer_page(request, "tasks", context)


@purpose(APPLY)
@signed_in
@require_safe
@on_draft
def owners(request: Signed, case: CaseFile) -> HttpResponse:
    rows = [
        (owner, "" if owner.share is None else in_percent(owner.share), case.unfinished(owner)) for owner in case.owners
    ]
    total = sum(owner.share or 0 for owner in case.owners)
    context = {
        "case": case,
        "rows": rows,
        "total": in_percent(total) if total else "",
        "too_much": total > 100,
        "new": uuid4(),
        "crumbs": crumbs(case),
    }
    return answer_page(request, "owners", context)


@purpose(APPLY)
@signed_in
@require_http_methods(["GET", "POST"])
@on_draft
def owner(request: Signed, case: CaseFile, key: UUID, page: str) -> HttpResponse:
    """The address of a new owner is made with the link, so that a page sent twice adds one owner."""
    asked = case.owner_pages.page(page)
    known = case.owner(str(key))
    if asked is None or (known is None and page != "person"):
        raise Http404
    later = LATER in request.POST
    records = {"businesses.Owner": known or Owner()}
    returned = typed_before(request)
    typed = request.POST if request.method == "POST" else returned
    form = form_of(asked, typed, records, partly=later)
    if request.method == "POST" and form.is_valid():
        return _save_owner(request, case, known, key, asked, form.cleaned_data, later)
    context = _page(case, asked, form, known.full_name if known else "") | {"returned": returned}
    return answer_page(request, "question", context, wrong=request.method == "POST")


def _save_owner(
    request: Signed, case: CaseFile, known: Owner | None, key: UUID, page: Page, given: Any, later: bool
) -> HttpResponse:
    now, application = timezone.now(), case.application
    if known:
        applying.save_owner(application.pk, known.pk, page, given, by=request.user, at=now)
    else:
        try:
            applying.add_owner(application.pk, str(key), page, given, by=request.user, at=now)
        except applying.TooMany:
            messages.info(request, f"You can add {applying.MOST_OWNERS} owners. Call us if there are more.")
            return redirect("certification:owners", application.reference)
    following = None if later or "back" in request.GET else case.owner_pages.after(page.code)
    if following is None:
        return redirect("certification:owners", application.reference)
    return redirect("certification:owner", application.reference, key, following.code)


@purpose(APPLY)
@signed_in
@require_http_methods(["GET", "POST"])
@on_draft
def remove_owner(request: Signed, case: CaseFile, key: UUID) -> HttpResponse:
    """A page that asks first; a second press finds nothing left to remove."""
    known = case.owner(str(key))
    if request.method == "POST":
        if known:
            applying.remove_owner(case.application.pk, known.pk, by=request.user, at=timezone.now())
            messages.success(request, "The owner is taken out.")
        return redirect("certification:owners", case.application.reference)
    owner = access.my_owner(case, str(key))
    return answer_page(request, "remove_owner", {"case": case, "owner": owner, "crumbs": crumbs(case)})
