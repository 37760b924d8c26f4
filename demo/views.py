"""Sign in as anybody of the cast, and read the letters that the office sent them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from demo import access
from demo.cast import GROUPS
from opensdo.parties.accounts.access import remember_second_factor
from opensdo.privacy.data.middleware import purpose


@require_GET
@purpose(None)
def people(request: HttpRequest) -> HttpResponse:
    access.here(request)
    cast = access.cast()
    groups = [(name, [person for person in cast if person.group == name]) for name in GROUPS]
    page = render(request, "demo/people.html", {"groups": [group for group in groups if group[1]]})
    page["Referrer-Policy"] = "same-origin"  # else the browser hides where the button was pressed
    page["Cache-Control"] = "no-store"
    return page


@csrf_exempt  # the page of one site signs in at the other, whose cookie it cannot read: by_our_own_page stands instead
@require_POST
@purpose(None)
def sign_in(request: HttpRequest) -> HttpResponse:
    access.by_our_own_page(request)
    user = access.account(request.POST.get("person", ""))
    logout(request)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    remember_second_factor(request.session)
    return redirect(settings.LOGIN_REDIRECT_URL)


@require_GET
@purpose(None)
def mail(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/mail.html", {"letters": access.mail(request)})


@require_GET
@purpose(None)
def letter(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "demo/letter.html", {"letter": access.one_mail(request, name)})


@require_GET
@purpose(None)
def attachment(request: HttpRequest, name: str, number: int) -> HttpResponse:
    for found in access.one_mail(request, name).attachments:
        if found.number == number:
            answer = HttpResponse(found.content, content_type="application/octet-stream")
            answer["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
            return answer
    raise Http404
