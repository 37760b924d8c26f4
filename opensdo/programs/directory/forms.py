"""What somebody looks for, as typed."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from opensdo.programs.directory.rules import Search

SORTS: Final = ("best", "name", "newest")


class Chosen(forms.MultipleChoiceField):
    """Any number of values. One that nobody has finds nothing, which is no mistake."""

    def valid_value(self, value: str) -> bool:
        return len(value) <= 100 and "\0" not in value


class SearchForm(forms.Form):
    q = forms.CharField(required=False, max_length=200)
    code = forms.CharField(required=False, max_length=20)
    town = forms.CharField(required=False, max_length=100)
    category = Chosen(required=False)
    county = Chosen(required=False)
    kind = Chosen(required=False)
    on = forms.DateField(
        required=False, error_messages={"invalid": "Write the day as year-month-day, such as 2026-05-03"}
    )
    sort = forms.CharField(required=False, max_length=10)
    page = forms.CharField(required=False, max_length=10)

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__(data)
        self.today = today

    def clean_code(self) -> str:
        code = re.sub(r"[\s.-]", "", self.cleaned_data["code"])
        if code and not re.fullmatch(r"[0-9A-Za-z]{1,12}", code):
            raise ValidationError("Write the first digits of a code, such as 2381")
        if len(code) == 1:
            raise ValidationError("Write at least two digits of the code")
        return code

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"] or self.today
        if on > self.today:
            raise ValidationError(
                "Choose today or an earlier day. A certificate can end early, so we cannot look ahead"
            )
        return on

    def clean_page(self) -> int:
        page = self.cleaned_data["page"]
        return max(1, int(page)) if page.isascii() and page.isdigit() else 1

    def search(self) -> Search:
        said = self.cleaned_data
        return Search(
            on=said["on"],
            today=self.today,
            q=said["q"],
            code=said["code"],
            town=said["town"],
            categories=tuple(said["category"]),
            counties=tuple(said["county"]),
            kinds=tuple(said["kind"]),
            sort=said["sort"] if said["sort"] in SORTS else "best",
            page=said["page"],
        )
