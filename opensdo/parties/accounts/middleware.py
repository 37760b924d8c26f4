"""Staff work with a second factor, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from allauth.account.internal.stagekit import clear_login, get_pending_stage
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from opensdo.parties.accounts.access import has_second_factor
from opensdo.privacy.data.acting import SignedOut, acting, holding
from opensdo.privacy.data.purposes import Login

SET_UP: Final = "/staff/second-factor/"
ACCOUNT: Final = ("/account/", "/staff/account/")
SECOND_STEP: Final = "/account/2fa/authenticate/"
STEPS: Final = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class SecondFactor:
    """At the staff site a signed-in person without one is led to set one up; only those pages are open until then."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        at_work = settings.LOGIN is Login.STAFF and request.user.is_authenticated and not _setting_up(request)
        if at_work and not has_second_factor(request):
            return redirect(SET_UP)
        return self.respond(request)


class OwnAccount:
    """On the pages of an account its holder acts as herself: the database takes a second step from nobody else.

    Around the view, so that what allauth raises to lead somewhere else still reaches allauth.
    """

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(ACCOUNT) or not request.user.is_authenticated:
            if request.path.endswith(SECOND_STEP):
                _begin_anew(request)
            return self.respond(request)
        try:
            with holding(lambda _: request.session.ticket), acting(request.user, None):  # type: ignore[attr-defined]
                response = self.respond(request)
                if response.status_code >= 500:
                    transaction.set_rollback(True)
                return response
        except SignedOut:
            request.session.flush()
            return redirect(settings.LOGIN_URL)


class Mistakes:
    """allauth answers 200 to a form with mistakes in it; here that is 422, as everywhere in the office."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.respond(request)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        found = (response.context_data or {}).values() if response.status_code == 200 else ()
        if any(isinstance(each, BaseForm) and each.is_bound and each.errors for each in found):
            response.status_code = 422
        return response


def _begin_anew(request: HttpRequest) -> None:
    """Its second step was taken off while that page stood open: it and the first one would lead to each other."""
    stage = get_pending_stage(request)
    if stage and stage.key == AuthenticateStage.key and not is_mfa_enabled(stage.login.user, STEPS):
        clear_login(request)


def _setting_up(request: HttpRequest) -> bool:
    return request.path.startswith(("/staff/account/", SET_UP, "/static/", "/healthz"))
