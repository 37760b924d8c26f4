"""What everybody may see of a certificate, and what they need to check one without asking us."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from opensdo.kit import references
from opensdo.kit.signing import keys
from opensdo.kit.signing.certificates import CERTIFICATE, read_certificate, read_revocations
from opensdo.kit.signing.statements import verify
from opensdo.kit.typeset import papers
from opensdo.law.categories import category
from opensdo.law.entries import Unknown
from opensdo.law.office import office
from opensdo.privacy.data.middleware import purpose
from opensdo.privacy.data.purposes import APPLY
from opensdo.programs.certification import access, decision
from opensdo.programs.certification.clock import day_of
from opensdo.programs.certification.forms.staff import OnDay
from opensdo.programs.certification.models import RevocationList
from opensdo.programs.certification.views.common import signed_in


@dataclass(frozen=True)
class Shown:
    """One certificate as the public may see it."""

    number: str
    firm: str
    category: str
    since: date
    through: date
    ended_on: date | None
    ended_because: str
    statement: str
    signed_by: str | None
    signed_as: str | None

    @property
    def name(self) -> str:
        try:
            return category(self.category, on=self.since).name
        except Unknown:
            return self.category

    def stands(self, on: date) -> bool:
        return self.since <= on <= self.through and (self.ended_on is None or on < self.ended_on)


def shown(number: str) -> list[Shown]:
    """The certificate of that number first, then the others of the business. Raises Http404."""
    if not number.isprintable():
        raise Http404("no such certificate")
    with suppress(references.Mistyped):  # a number from another system has no check character
        number = references.normal(number)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM shown_certificates(%s)", [number])
        found = [Shown(*row) for row in cursor.fetchall()]
    asked = [each for each in found if each.number == number]
    if not asked:
        raise Http404("no such certificate")
    return [*asked, *(each for each in found if each.number != number)]


@require_safe
@purpose(None)
def certificate(request: HttpRequest, number: str) -> HttpResponse:
    """Its standing today, and on any day that somebody asks about."""
    one, *others = shown(number)
    if one.number != number:
        return redirect("certification:certificate", one.number, permanent=True)
    today = day_of(timezone.now())
    asked = any(name.startswith("on_") for name in request.GET)
    form = OnDay(request.GET if asked else None)
    day = form.cleaned_data["on"] if asked and form.is_valid() else today
    context = {
        "one": one,
        "others": [(each, each.stands(today)) for each in others],
        "day": day,
        "today": today,
        "stands": one.stands(day),
        "form": form,
        "signed": bool(one.statement),
    }
    return render(request, "certification/certificate.html", context, status=422 if form.errors else 200)


@require_safe
@purpose(None)
def paper(request: HttpRequest, number: str) -> HttpResponse:
    """As issued on its day: the PDF proves that, and the page or the list proves its standing today."""
    one = shown(number)[0]
    if not one.statement:
        raise Http404("this certificate comes from another system and was never signed here")
    known = keys.published(Path(settings.KEYRING_FOLDER))
    said = read_certificate(one.statement, known)
    page = f"{settings.PUBLIC_ORIGIN}{reverse('certification:certificate', args=[one.number])}"
    made = papers.certificate(
        papers.Certificate(
            number=said.number,
            firm=said.firm,
            category=said.category,
            since=said.since,
            through=said.through,
            issued_on=said.issued_on,
            signed_by=papers.Signer(one.signed_by or office().name, (one.signed_as or "").capitalize()),
            page=page,
            link=f"{page}#{one.statement}",
            statement=one.statement,
            key=str(verify(one.statement, known, kind=CERTIFICATE)["key"]),
        ),
        office(),
        decision.proof(timezone.now()),
    )
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{one.number}.pdf"'
    return response


@require_safe
@purpose(None)
def statement(request: HttpRequest, number: str) -> HttpResponse:
    one = shown(number)[0]
    if not one.statement:
        raise Http404("never signed here")
    return HttpResponse(f"{one.statement}\n", content_type="text/plain; charset=utf-8")


@require_safe
@purpose(None)
def revocations(request: HttpRequest) -> HttpResponse:
    """The newest list that the office signed: readable, and in `signed` exactly what the signature covers."""
    newest = RevocationList.objects.order_by("-made_at").first()
    if newest is None:
        raise Http404("no list was published yet")
    known = keys.published(Path(settings.KEYRING_FOLDER))
    said = read_revocations(newest.signed, known)
    listed = {
        "office": said.office,
        "as_of": said.as_of.isoformat(),
        "next_update": said.next_update.isoformat(),
        "ended": [
            {"number": row.number, "ended_on": row.ended_on.isoformat(), "reason": row.reason} for row in said.ended
        ],
        "signed": newest.signed,
    }
    return HttpResponse(json.dumps(listed, indent=1) + "\n", content_type="application/json")


@require_safe
@purpose(None)
def public_keys(request: HttpRequest) -> HttpResponse:
    """Every key that this office ever signed with: all that is needed to check a certificate offline."""
    known = keys.published(Path(settings.KEYRING_FOLDER))
    return HttpResponse(f"{known.document()}\n", content_type="application/json")


@require_safe
@purpose(APPLY)
@signed_in
def letter(request: HttpRequest, reference: str) -> HttpResponse:
    """The decision letter, for the one it was written to. The public site holds no key: it is set in type again."""
    application = access.mine(reference)
    if not application.letter_words:
        raise Http404("nothing is decided yet")
    response = HttpResponse(decision.set_again(application.letter_words), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="decision-{reference}.pdf"'
    return response
