"""How allauth speaks for this office: who may sign up, and the e-mails that it sends."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import truncate_ip
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.http import HttpRequest  # noqa: TID251  (allauth hands the request to its adapter)
from django.template.loader import render_to_string

from opensdo.kit import typed
from opensdo.law.office import office
from opensdo.parties.accounts.models import User
from opensdo.privacy.data.purposes import Login

SUBJECTS = {
    "account/email/email_confirmation": "Your code",
    "account/email/email_confirmation_signup": "Your code",
    "account/email/password_reset_code": "Your code",
    "account/email/account_already_exists": "About your account",
    "account/email/unknown_account": "About your account",
    "account/email/password_changed": "Your password was changed",
    "account/email/password_reset": "Your password was changed",
    "mfa/email/totp_activated": "Your sign-in was changed",
    "mfa/email/totp_deactivated": "Your sign-in was changed",
    "mfa/email/recovery_codes_generated": "Your sign-in was changed",
    "mfa/email/webauthn_added": "Your sign-in was changed",
    "mfa/email/webauthn_removed": "Your sign-in was changed",
}


EVERYWHERE = {"sign_in": "100/h/key"}  # wrong passwords for one address, from wherever they come


class OfficeAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is closed. Call us if you think it should be open",
        "duplicate_email": "This address is on your account already",
        "email_password_mismatch": "The e-mail address or the password is not right. Try again, or set a new password",
        "enter_current_password": "Write the password that you have now",
        "incorrect_code": "This is not the code that we sent. Look for our newest e-mail and type its code",
        "incorrect_password": "This is not your password. Try again",
        "too_many_login_attempts": "There were too many tries from here. Wait five minutes, or press “I forgot my"
        " password”: the code that we e-mail lets you in at once",
        "code_instead": "Somebody is trying passwords on this address. Press “I forgot my password”: the code that we"
        " e-mail lets you in at once, and nobody else",
        "rate_limited": "There were too many tries. Wait a minute, then try again",
    }

    def clean_email(self, email: str) -> str:
        try:
            return typed.email(email)
        except typed.Unreadable as error:
            raise ValidationError(str(error), "invalid") from error

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Counted for an address *and* a network: a stranger who types wrong passwords elsewhere locks nobody out."""
        key: str = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{key} {truncate_ip(self.get_client_ip(request))}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Guessing from many networks goes no further either; the e-mailed code is still the way in."""
        super().pre_authenticate(request, **credentials)
        tried = (credentials.get("email") or credentials.get("username") or "").lower()
        everywhere = ratelimit.consume(request, app="office", action="sign_in", config=EVERYWHERE, key=tried)
        if everywhere is None:
            raise self.validation_error("code_instead")
        self._login_failed_rl_usage.usage += everywhere.usage  # a right password takes both back

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Members of the public sign themselves up; staff are invited."""
        return settings.LOGIN is Login.PUBLIC

    def add_message(self, request: HttpRequest, level: int, *given: Any, **more: Any) -> None:
        """The page that follows says what happened, so a second voice above it only repeats it; but not a failure."""
        if level >= messages.ERROR:
            super().add_message(request, level, *given, **more)

    def set_password(self, user: User, password: str) -> None:
        user.change_password(password)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Sent at once and never stored: a code must not lie in a table. Nothing about the person in the subject."""
        known = {"office": office(), "origin": settings.PUBLIC_ORIGIN, **context}
        subject = SUBJECTS.get(template_prefix, "About your account")
        EmailMessage(
            subject=f"{subject} - {office().name}",
            body=render_to_string(f"{template_prefix}_message.txt", known).strip() + "\n",
            to=[email],
            headers={"Auto-Submitted": "auto-generated"},
        ).send()
