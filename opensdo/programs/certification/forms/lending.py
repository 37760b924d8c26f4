"""What a supervisor types to give a file to a reader, or to take up a closed case."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from opensdo.kit.forms import Day, Line, Page, Text
from opensdo.parties.accounts.models import Officer
from opensdo.parties.personnel.models import Appointment
from opensdo.programs.certification import access
from opensdo.programs.certification.criteria import no_reason
from opensdo.programs.certification.models import Application
from opensdo.programs.certification.states import OPEN

MOST = 50


class Lend(Page):
    reader = forms.ChoiceField(label="Who reads?", error_messages={"required": "Choose a reader"})
    cases = Text(
        label="Which cases?",
        help_text="The references, like CERT-7K2M-9QRT. One on each line.",
        missing="Write a reference",
        rows=3,
    )
    until = Day(label="Until when?", help_text="The last day. It ends by itself.", missing="Write the last day")

    def __init__(self, *args: Any, readers: Iterable[tuple[Officer, Appointment]], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        people = [(each.user_id, f"{each.name}, {role.agency}: {role.reads_for}") for each, role in readers]
        self.fields["reader"].choices = [("", "Choose a reader"), *people]  # type: ignore[attr-defined]

    def clean_cases(self) -> list[Application]:
        wanted = list(dict.fromkeys(re.split(r"[\s,;]+", str(self.cleaned_data["cases"]).strip())))
        if len(wanted) > MOST:
            raise ValidationError(f"Name {MOST} cases at most at a time")
        found = {reference: access.sent_case(reference) for reference in wanted}
        if unknown := [reference for reference, case in found.items() if case is None]:
            raise ValidationError(f"Look at the spelling. We know no sent case {', '.join(unknown)[:200]}")
        return [case for case in found.values() if case]

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until < self.today:
            raise ValidationError("This day is over. Choose a day to come")
        return until


class TakeUp(Page):
    case = Line(label="Which case?", help_text="Its reference, like CERT-7K2M-9QRT.", max_length=40)
    reason = Text(
        label="Why do you take it up again?",
        help_text="For example: the business asks us to correct its certificate. The applicant can read this.",
        rows=2,
    )

    def clean_case(self) -> Application:
        case = access.sent_case(str(self.cleaned_data["case"]).strip())
        if case is None:
            raise ValidationError("We know no case with this reference. Look at the spelling")
        if case.status in OPEN:
            raise ValidationError("This case is still open. Hand it over on the page of all cases")
        return case

    def clean_reason(self) -> str:
        reason = str(self.cleaned_data["reason"]).strip()
        if wrong := no_reason(reason):
            raise ValidationError(wrong)
        return reason
