"""The front page and the pages about the office. None of them touches personal data."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_safe

from opensdo.law.categories import categories
from opensdo.law.office import office
from opensdo.law.parameters import parameter
from opensdo.parties.accounts.models import Role
from opensdo.parties.personnel.queries import roles_of
from opensdo.privacy.data.keys import Unopenable
from opensdo.privacy.data.middleware import purpose
from opensdo.web import health
from opensdo.web.failing import failed
from opensdo.web.menu import address

DESKS: Final = {  # where the day begins, for the first of these roles that somebody holds
    Role.CERTIFICATION_OFFICER: "certification:queue",
    Role.SUPERVISOR: "certification:queue",
    Role.READER: "certification:given",
    Role.ADMINISTRATOR: "personnel:people",
    Role.PRIVACY_OFFICER: "personnel:people",
}
ROBOTS: Final = "User-agent: *\nDisallow: /account/\nDisallow: /staff/\n"


@dataclass(frozen=True)
class Task:
    label: str
    page: str
    words: str
    fine: str = ""

    @property
    def url(self) -> str:
        return address(self.page)


TASKS: Final = (
    Task(
        "Get certified",
        "certification:start",
        "See in a few questions whether your business can be certified. Then apply, at your own pace.",
    ),
    Task(
        "Find a business",
        "directory:search",
        "Search every certified business by trade, place and kind. See whether a certificate is good today.",
    ),
    Task(
        "Bid on work",
        "procurement:bids",
        "See what public bodies want to buy. Send a sealed bid that nobody can open before the day, not even us.",
    ),
    Task("Come to a workshop", "events:events", "Learn how to apply and how to bid."),
    Task(
        "Ask for public records",
        "publicrecords:start",
        "Ask in your own words. You do not have to say who you are or why.",
    ),
    Task(
        "See what is held about me",
        "mydata:start",
        "One request shows all we hold, who in the office looked at it, and who outside got it.",
    ),
    Task("See our programs", "pages:programs", "What a certificate is for, and who can have one."),
    Task("Read our promises", "assurance:policy", "What we do with your data, and the proof that we do it."),
    Task("Talk to us", "pages:contact", "Call, write or come by. Find the person who looks after your question."),
)


@purpose(None)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "pages/home.html",
        {"tasks": [task for task in TASKS if task.url], "search_url": address("directory:search")},
    )


@purpose(None)
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/about.html")


@purpose(None)
@require_safe
def programs(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    found = {
        "programs": categories(on=today),
        "majority": parameter("ownership_percent", on=today).value,
        "start_url": address("certification:start"),
    }
    return render(request, "pages/programs.html", found)


@purpose(None)
@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/contact.html", {"accessibility_url": address("pages:accessibility")})


@purpose(None)
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    helpers = [officer for officer in office().officers if officer.code == "accessibility-officer"]
    return render(request, "pages/accessibility.html", {"helper": helpers[0] if helpers else None})


@purpose(None)
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    found = health.look(timezone.now())
    return JsonResponse(found.told(), status=200 if found.well else 503, headers={"Cache-Control": "no-store"})


@purpose(None)
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")


@purpose(None)
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it by this name before they have read the page."""
    return HttpResponse(status=301, headers={"Location": static("mark.svg"), "Cache-Control": "public, max-age=86400"})


@purpose(None)
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """Each to the page where the day begins."""
    held = roles_of(request.user.pk)
    return redirect(next((page for role, page in DESKS.items() if role in held), "assurance:desk"))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return failed(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return failed(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return failed(request, 404)


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django calls this when the form's secret does not fit: it was open too long, or another site sent it.

    Signing in again gives a new secret, so a page that was open before has the old one. If the browser says that the
    form stood on our own site, the page comes back with what was typed, to be looked at and sent again.
    """
    match = request.resolver_match
    again = getattr(match.func, "again", None) if match else None
    ours = request.headers.get("Sec-Fetch-Site") == "same-origin" and settings.CSRF_COOKIE_NAME in request.COOKIES
    if again and ours:
        response: HttpResponse = again(request)
        return response
    return failed(request, 403)


def stays_shut(request: HttpRequest, shut: Unopenable) -> HttpResponse:
    """What is sealed could not be opened. Nothing was, and the ledger says who tried."""
    return failed(request, 503, page="stays_shut.html", what=shut.what, remedy=shut.remedy)


def on_hold(request: HttpRequest) -> HttpResponse:
    """The database refused to destroy what is on legal hold; nothing of the request was done."""
    return failed(request, 409, page="on_hold.html")


def broken(request: HttpRequest) -> HttpResponse:
    """Django calls this while it holds what went wrong. A database that was stopped is back in a moment."""
    return failed(request, 503 if isinstance(sys.exc_info()[1], OperationalError | InterfaceError) else 500)
