"""allauth's forms in the words of the office: labels that stay, hints instead of placeholders."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth
from allauth.mfa.base import forms as steps
from allauth.mfa.webauthn import forms as mfa
from django import forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest  # noqa: TID251  (allauth hands the request to its form)

from opensdo.kit.forms import settle
from opensdo.parties.accounts.backend import belongs_here
from opensdo.parties.accounts.models import User

LONGEST_EMAIL = 254
EMAIL = "Write an e-mail address, like name@example.org"
HINT = "12 characters or more. Three or four words that do not belong together are easy to keep in mind."
CODE = "Capitals, spaces and dashes do not matter."


class Plain:
    """A placeholder goes away as one types; a label stays. What is asked, and how, is said outside the box."""

    labels: dict[str, str] = {}
    hints: dict[str, str] = {}
    fields: dict[str, forms.Field]
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            if isinstance(field, forms.EmailField):
                field.max_length, field.error_messages["invalid"] = LONGEST_EMAIL, EMAIL
            settle(field)


class SignIn(Plain, allauth.LoginForm):  # type: ignore[misc]
    labels = {"login": "E-mail address", "password": "Password"}


class SignUp(Plain, allauth.SignupForm):  # type: ignore[misc]
    labels = {"email": "E-mail address", "password1": "Password"}
    hints = {"email": "We send a code to it, to see that it is yours.", "password1": HINT}

    def try_save(self, request: HttpRequest) -> tuple[Any, Any]:
        """An address that is known takes as long as a new one, so that a clock does not give it away."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        saved: tuple[Any, Any] = super().try_save(request)
        return saved


class Forgotten(Plain, allauth.ResetPasswordForm):  # type: ignore[misc]
    labels = {"email": "E-mail address"}

    def clean_email(self) -> str:
        """An account of the other site is unknown here: a page of the public sets no officer's password."""
        email: str = super().clean_email()
        self.users: list[User] = [user for user in self.users if belongs_here(user)]
        return email


class Choose(Plain, allauth.ResetPasswordKeyForm):  # type: ignore[misc]
    labels = {"password1": "New password", "password2": "The same once more"}
    hints = {"password1": HINT}


class Change(Plain, allauth.ChangePasswordForm):  # type: ignore[misc]
    labels = {"oldpassword": "Password until now", "password1": "New password", "password2": "The same once more"}
    hints = {"password1": HINT}


class Code(Plain, allauth.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    labels = {"code": "Code"}
    hints = {"code": CODE}


class ResetCode(Plain, allauth.ConfirmPasswordResetCodeForm):  # type: ignore[misc]
    labels = {"code": "Code"}
    hints = {"code": CODE}


class SecondStep(Plain, steps.AuthenticateForm):  # type: ignore[misc]
    labels = {"code": "Code"}


class AddPasskey(Plain, mfa.AddWebAuthnForm):  # type: ignore[misc]
    labels = {"name": "A name for it", "passwordless": "Let me sign in with it alone, without the password"}
    hints = {"passwordless": "Your device then asks for your finger, your face or its PIN each time."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True
