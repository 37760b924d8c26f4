"""The policy, what changed in it, where we link to, what the words mean, and the evidence."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from opensdo.oversight.assurance.feed import as_data
from opensdo.oversight.assurance.outside import outside
from opensdo.oversight.assurance.queries import sheet
from opensdo.privacy.data.middleware import purpose
from opensdo.privacy.policy.compare import Kind, compare
from opensdo.privacy.policy.models import Version
from opensdo.privacy.policy.wording import terms


@require_safe
@purpose(None)
def policy(request: HttpRequest) -> HttpResponse:
    versions = Version.objects.order_by("-number").defer("text")
    context = {"sheet": sheet(timezone.now()), "versions": versions, "terms": terms()}
    return render(request, "assurance/policy.html", context)


@require_safe
@purpose(None)
def version(request: HttpRequest, number: int) -> HttpResponse:
    """A version as it was posted, in force or not."""
    found = get_object_or_404(Version, number=number)
    return render(request, "assurance/version.html", {"version": found, "policy": found.read(), "terms": terms()})


@require_safe
@purpose(None)
def changes(request: HttpRequest, old: int, new: int) -> HttpResponse:
    found = Version.objects.in_bulk([old, new])
    if len(found) != len({old, new}) or old > new:
        raise Http404
    every = compare(found[old].read(), found[new].read())
    changed = sum(change.kind is not Kind.SAME for change in every)
    context = {"old": found[old], "new": found[new], "changes": every, "changed": changed}
    return render(request, "assurance/changes.html", context)


@require_safe
@purpose(None)
def evidence(request: HttpRequest) -> HttpResponse:
    return render(request, "assurance/evidence.html", {"sheet": sheet(timezone.now())})


@require_safe
@purpose(None)
def evidence_data(request: HttpRequest) -> JsonResponse:
    """The same for programs. Names of roles and tables stay inside."""
    return JsonResponse(as_data(sheet(timezone.now())), json_dumps_params={"indent": 1})


@require_safe
@purpose(None)
def links(request: HttpRequest) -> HttpResponse:
    return render(request, "assurance/links.html", {"sites": outside()})


@require_safe
@purpose(None)
def glossary(request: HttpRequest) -> HttpResponse:
    return render(request, "assurance/glossary.html", {"terms": terms()})


@require_safe
@purpose(None)
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """The same evidence with the names of roles and tables, for those who work here."""
    return render(request, "assurance/desk.html", {"sheet": sheet(timezone.now())})
