"""A page of questions as a form: how each kind of answer is typed and read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from django import forms

from opensdo.kit.forms import Day, Ein, Email, Line, One, Phone, Share, Some, Ssn, Text, Web, Zip
from opensdo.kit.forms import Page as PageForm
from opensdo.papers.questions.bindings import Records, answer, answers, is_sealed
from opensdo.papers.questions.shape import Kind, Page, Question

HELD = "We have it, sealed. Leave this empty to keep it, or write the whole number to change it."


def form_of(
    page: Page, data: Mapping[str, Any] | None = None, records: Records | None = None, *, partly: bool = False
) -> forms.Form:
    """`partly` takes a page with holes in it, for somebody who wants to save and come back."""
    fields = {each.code: field(each) for each in page.questions}
    for question in page.questions:
        held = is_sealed(question) and records is not None and answer(question, records)
        if held:
            fields[question.code].help_text = HELD
        if held or partly:
            fields[question.code].required = False
    made: forms.Form = type(f"{page.code.title()}Form", (PageForm,), fields)(
        data, initial=answers(page, records) if records else None
    )
    return made


def field(question: Question) -> forms.Field:
    common = {
        "label": question.label,
        "help_text": question.hint,
        "required": question.required,
        "missing": question.missing,
    }
    made = FIELDS[question.kind](question, common)
    if question.kind is not Kind.DAY and question.kind not in CHOSEN:
        made.widget.attrs["autocomplete"] = question.autocomplete
    return made


class Hinted(forms.widgets.ChoiceWidget):
    """A second line under a choice, which says what it means."""

    hints: Mapping[str, str] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        return {**option, "hint": self.hints.get(str(value), "")}


class HintedRadios(forms.RadioSelect, Hinted):
    pass


class HintedTicks(forms.CheckboxSelectMultiple, Hinted):
    pass


class YesNo(One):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=[("True", "Yes"), ("False", "No")], **kwargs)

    def clean(self, value: Any) -> Any:
        said = super().clean(value)
        return said == "True" if said else None

    def prepare_value(self, value: Any) -> Any:
        return "" if value is None else str(value)


class State(Line):
    def to_python(self, value: Any) -> Any:
        read = super().to_python(value).upper()
        if read and not (len(read) == 2 and read.isascii() and read.isalpha()):
            raise forms.ValidationError("Write the state in two letters, like MA")
        return read


def _chosen(kind: type[One] | type[Some], widget: type[Hinted]) -> Callable[[Question, dict[str, Any]], forms.Field]:
    def make(question: Question, common: dict[str, Any]) -> forms.Field:
        choices = [(each.code, each.label) for each in question.options]
        made: forms.Field = kind(choices=choices, widget=widget, **common)
        cast(Hinted, made.widget).hints = {each.code: each.hint for each in question.options}
        return made

    return make


def _plain(kind: Callable[..., forms.Field]) -> Callable[[Question, dict[str, Any]], forms.Field]:
    return lambda question, common: kind(**common)


CHOSEN = (Kind.ONE, Kind.SOME, Kind.YES_NO)
FIELDS: dict[Kind, Callable[[Question, dict[str, Any]], forms.Field]] = {
    Kind.LINE: lambda question, common: Line(max_length=question.longest, **common),
    Kind.TEXT: lambda question, common: Text(max_length=question.longest, rows=question.rows, **common),
    Kind.EMAIL: _plain(Email),
    Kind.PHONE: _plain(Phone),
    Kind.ZIP: _plain(Zip),
    Kind.STATE: _plain(State),
    Kind.WEB: _plain(Web),
    Kind.DAY: _plain(Day),
    Kind.SHARE: _plain(Share),
    Kind.YES_NO: _plain(YesNo),
    Kind.ONE: _chosen(One, HintedRadios),
    Kind.SOME: _chosen(Some, HintedTicks),
    Kind.SSN: _plain(Ssn),
    Kind.EIN: _plain(Ein),
}
