"""The public pages of the ledger: check a receipt, read the checkpoints, take the means to check along."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import feedgenerator, timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_http_methods, require_safe

from opensdo.kit.merkle import DEPTH
from opensdo.kit.signing import check_receipt
from opensdo.law.office import office
from opensdo.oversight.assurance.receipts import queries
from opensdo.oversight.assurance.receipts.forms import ReceiptForm
from opensdo.privacy.data.middleware import purpose
from opensdo.privacy.ledger.queries import EVERY, boundary, last_checkpoint
from opensdo.privacy.ledger.receipts import proof_file

IN_THE_FEED = 48
CRUMBS = [("Privacy", "/privacy/"), ("Evidence", "/privacy/evidence/")]
NEWSPAPER = """{office}
Ledger checkpoint {one.words}
Published for {at:%d %B %Y, %H:%M} UTC

Everything that we wrote into our ledger before then is bound by these letters and digits.
Keep them. If anyone changes the ledger later, they no longer fit.

{one.signed}
"""


def _newest(request: HttpRequest, **parts: object) -> str | None:
    last = next(iter(queries.published(1)), None)
    return f'"{last.number}.{len(last.signed)}"' if last else None


@require_http_methods(["GET", "POST"])
@purpose(None)
def receipt(request: HttpRequest) -> HttpResponse:
    """Nothing that is typed here is kept or written down anywhere. The answer is a page, or the proof as a file."""
    form = ReceiptForm(request.POST, request.FILES) if request.method == "POST" else ReceiptForm()
    if not form.is_bound or not form.is_valid() or form.found is None:
        context = {"form": form, "crumbs": CRUMBS}
        return render(request, "assurance/receipts/ask.html", context, status=422 if form.is_bound else 200)
    found = form.found
    if "save" in request.POST and found.signed:
        response = HttpResponse(proof_file(found), content_type="application/json")
        response.headers["Content-Disposition"] = 'attachment; filename="proof.json"'
        return response
    context = {
        "found": found,
        "told": queries.told(found),
        "list": queries.one(found.checkpoint) if found.checkpoint else None,
        "steps": DEPTH,
        "next": boundary(timezone.now()) + EVERY,
        "crumbs": [*CRUMBS, ("Check a receipt", reverse("assurance:receipt"))],
    }
    return render(request, "assurance/receipts/found.html", context)


@require_safe
@purpose(None)
def checkpoints(request: HttpRequest) -> HttpResponse:
    context = {"list": queries.published(24), "standing": queries.standing(timezone.now()), "crumbs": CRUMBS}
    return render(request, "assurance/receipts/checkpoints.html", context)


@require_safe
@purpose(None)
@cache_control(public=True, max_age=60)
@condition(etag_func=_newest)
def feed(request: HttpRequest) -> HttpResponse:
    """Atom. Whoever follows it keeps what we published, and can hold it against us."""
    made = feedgenerator.Atom1Feed(
        title=f"Ledger checkpoints of {office().name}",
        link=_address(reverse("assurance:checkpoints")),
        description="",
        feed_url=_address(reverse("assurance:feed")),
        author_name=office().name,
        subtitle="One every ten minutes, whether or not anything happened.",
    )
    for one in queries.published(IN_THE_FEED):
        address = _address(reverse("assurance:checkpoint", args=[one.number]))
        made.add_item(
            title=f"Checkpoint {one.number}",
            link=address,
            unique_id=address,
            pubdate=one.at,
            updateddate=one.at,
            description=f"{one.words}\n{one.signed}",
        )
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@require_safe
@purpose(None)
@cache_control(public=True, max_age=60)
@condition(etag_func=_newest)
def newspaper(request: HttpRequest) -> HttpResponse:
    """The newest one as plain text, ready to be printed."""
    last = last_checkpoint()
    if last is None:
        return HttpResponse("No checkpoint is published yet.\n", content_type="text/plain; charset=utf-8")
    return _plainly(last.n)


@require_safe
@purpose(None)
@cache_control(public=True, max_age=60)
def checkpoint(request: HttpRequest, number: int) -> HttpResponse:
    return _plainly(number)


def _address(path: str) -> str:
    """As the office is known, whatever name this request was sent to: the answer is cached."""
    return f"{settings.PUBLIC_ORIGIN}{path}"


def _plainly(number: int) -> HttpResponse:
    one = queries.one(number) if number < 2**31 else None
    if one is None:
        raise Http404("no such checkpoint was published")
    words = NEWSPAPER.format(office=office().name, one=one, at=one.at)
    return HttpResponse(words, content_type="text/plain; charset=utf-8")


@require_safe
@purpose(None)
@cache_control(public=True, max_age=3600)
def script(request: HttpRequest) -> HttpResponse:
    """The program that checks a receipt on any computer, to be read and to be run."""
    source = Path(check_receipt.__file__).read_bytes()
    response = HttpResponse(source, content_type="text/x-python; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="check_receipt.py"'
    return response
