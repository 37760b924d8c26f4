"""What is typed about officers, and by who was invited."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from opensdo.kit.forms import Day, Email, Line, One, Page, Text, Tick
from opensdo.parties.accounts.models import Role
from opensdo.parties.personnel import rules

FOR_READERS = "For a reader for another agency only."


class Grant(Page):
    """A role and its last day."""

    role = One(label="Which role?", choices=Role.choices)
    until = Day(label="Until when?", help_text="The last day. It can be renewed.", missing="Write the last day")
    agency = Line(label="Which agency?", help_text=FOR_READERS, required=False)
    reads_for = Line(label="What does it read for?", help_text=FOR_READERS, required=False)

    def __init__(self, *args: Any, today: date, months: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.months = today, months

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if wrong := rules.wrong_end(until, self.today, self.months):
            raise ValidationError(wrong)
        return until

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("role") == Role.READER:
            for name, words in (("agency", "Write the agency"), ("reads_for", "Write what it reads for")):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, words)
        return given


class Invite(Grant):
    email = Email(label="E-mail address at work", help_text="The code goes there.", missing="Write the e-mail address")
    name = Line(label="Name", help_text="As it stands on letters.", missing="Write the name")
    phone = Line(label="Office telephone", required=False, max_length=40)
    field_order = ("name", "email", "phone", "role", "until", "agency", "reads_for")


class Accept(Page):
    email = Email(label="E-mail address", help_text="The one that our invitation came to.")
    code = Line(
        label="Code",
        help_text="Capitals, spaces and dashes do not matter.",
        max_length=40,
        missing="Write the code of the invitation",
    )
    password = forms.CharField(
        label="Password",
        help_text="12 characters or more. Three or four words that do not belong together are easy to keep in mind.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


class Absence(Page):
    """Who works in whose place, and when."""

    deputy = forms.ChoiceField(label="Who stands in?")
    since = Day(label="From", missing="Write the first day")
    until = Day(label="To", help_text="The last day.", missing="Write the last day")

    def __init__(self, *args: Any, people: Iterable[tuple[int, str]], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["deputy"].choices = [("", "Choose an officer"), *people]  # type: ignore[attr-defined]

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        since = self.cleaned_data.get("since")
        if until < (since or self.today) or until < self.today:
            raise ValidationError("The last day comes after the first one, and is still to come")
        if (until - (since or self.today)).days > rules.LONGEST.days:
            raise ValidationError("A year at most. Name a stand-in again then")
        return until


class Confirm(Page):
    sure = Tick(label="I have read what happens")


class Help(Page):
    how = Text(
        label="How do you know who it is?",
        help_text="For example: she came to the desk and showed her badge. An e-mail or a call is not enough.",
        rows=2,
    )


class HelpPublic(Help):
    """Somebody of the public, who stands at the desk."""

    email = Email(label="E-mail address of the account")
    field_order = ("email", "how")


class Lost(Page):
    code = Line(
        label="Code",
        help_text="Capitals, spaces and dashes do not matter.",
        max_length=40,
        missing="Write the code of our last letter",
    )


class Keep(Page):
    """One role in the yearly review."""

    keep = One(label="Still needed?", choices=[("keep", "Keep"), ("end", "End today")], required=False)
