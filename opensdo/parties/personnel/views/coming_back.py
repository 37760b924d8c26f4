"""At the public site, between the password and the second step: a way back for whoever has lost it."""

from __future__ import annotations

from allauth.account.stages import LoginStage, LoginStageController
from allauth.mfa.stages import AuthenticateStage
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from opensdo.law.parameters import parameter
from opensdo.parties.personnel.actions import coming_back
from opensdo.parties.personnel.forms import Lost
from opensdo.parties.personnel.views.common import asked, moment
from opensdo.privacy.data.middleware import purpose

FORM = ("GET", "POST")
OFFICERS = (
    "This way is not open: your password is new, or you asked several times. Come to our office or call us."
    " Officers can help you the same day"
)
NO_MAIL = "The mail could not be sent, so nothing was changed. Try again in a while"
NOT_FIT = "This is not the code of our last letter, it has run out, or somebody stopped it. Look for our newest e-mail"


@require_http_methods(FORM)
@purpose(None)
def come_back(request: HttpRequest) -> HttpResponse:
    """Only for who has typed the password a moment ago."""
    stage: LoginStage | None = LoginStageController.enter(request, AuthenticateStage.key)
    if stage is None:
        return redirect("account_login")
    now, today = moment()
    form = Lost(request.POST if request.POST.get("verb") == "take" else None)
    try:
        if request.POST.get("verb") == "ask":
            opens = coming_back.ask(stage.login.user, at=now)
            return render(request, "personnel/come_back_asked.html", {"opens": opens})
        if form.is_bound and form.is_valid():
            if coming_back.take(stage.login.user, form.cleaned_data["code"]):
                stage.abort()
                messages.success(request, "Your lost second step is taken off. Sign in, then set up a new one.")
                return redirect("account_login")
            form.add_error("code", NOT_FIT)
    except coming_back.NotAlone:
        messages.error(request, f"{OFFICERS}.")
    except OSError:
        messages.error(request, f"{NO_MAIL}.")
    days = parameter("way_back_days", on=today).number
    return asked(request, "come_back", form, days=days)


@require_http_methods(FORM)
@purpose(None)
def stop(request: HttpRequest, reference: str) -> HttpResponse:
    """The address stands in each letter; opening it does nothing yet."""
    really = request.method == "POST"
    waits = coming_back.stop(reference, really=really)
    if waits is None:
        raise Http404
    return render(request, "personnel/stop_way_back.html", {"waits": waits, "really": really})
