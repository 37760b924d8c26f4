"""The policy, what changed in it, where we link to, what the words mean, and the evidence."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from opensdo.oversight.assurance import access
from opensdo.oversight.assurance.feed import as_data
from opensdo.oversight.assurance.forms import Sign, end_of
from opensdo.oversight.assurance.outside import outside
from opensdo.oversight.assurance.queries import sheet, signed_for
from opensdo.privacy.data.middleware import purpose
from opensdo.privacy.data.purposes import ATTEST
from opensdo.privacy.policy.actions import attest
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
    context = {"sheet": sheet(timezone.now()), "signer": access.may_sign(request)}
    return render(request, "assurance/desk.html", context)


@purpose(ATTEST)
@login_required
@require_http_methods(["GET", "POST"])
def signing(request: HttpRequest) -> HttpResponse:
    """What no software can measure: the officer who answers for it signs, until a day."""
    role, now = access.signer(request), timezone.now()
    promises = signed_for(now)
    form = Sign(
        request.POST if request.method == "POST" else None,
        promises=[(each.passage.id, each.passage.summary) for each in promises],
        today=timezone.localdate(now),
        initial={"promise": promises[0].passage.id if promises else None},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        until = end_of(given["until"])
        attest(given["promise"], given["words"], officer=role.value, by=str(request.user.pk), at=now, until=until)
        messages.success(request, "You have signed. It stands on the evidence page.")
        return redirect("assurance:signing")
    context = {"form": form, "promises": promises, "role": role.label}
    return render(request, "assurance/signing.html", context, status=422 if form.errors else 200)
