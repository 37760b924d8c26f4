"""A page of questions as a form. It says how to read an answer; an answer may be left for later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from opensdo.papers.questions.shape import Kind, Page, Question

PRIVATE = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}


def form_of(
    page: Page,
    data: Mapping[str, Any] | None = None,
    initial: Mapping[str, Any] | None = None,
    *,
    partly: bool = False,
) -> forms.Form:
    """`partly` takes a page with holes in it, for somebody who wants to save and come back."""
    fields = {each.code: field(each) for each in page.questions}
    if partly:
        for made_field in fields.values():
            made_field.required = False
    kind = type(f"{page.code.title()}Form", (forms.Form,), fields)
    made: forms.Form = kind(data, initial=dict(initial or {}))
    return made


def field(question: Question) -> forms.Field:
    common = {
        "label": question.label,
        "help_text": question.hint,
        "required": question.required,
        "error_messages": {"required": question.missing} if question.missing else {},
    }
    made = FIELDS[question.kind](question, common)
    if question.autocomplete:
        made.widget.attrs.setdefault("autocomplete", question.autocomplete)
    return made


def _line(question: Question, common: dict[str, Any]) -> forms.Field:
    return forms.CharField(max_length=question.longest, **common)


def _text(question: Question, common: dict[str, Any]) -> forms.Field:
    widget = forms.Textarea(attrs={"rows": question.rows})
    return forms.CharField(max_length=question.longest, widget=widget, **common)


def _one(question: Question, common: dict[str, Any]) -> forms.Field:
    choices = [(each.code, each.label) for each in question.options]
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)


def _some(question: Question, common: dict[str, Any]) -> forms.Field:
    choices = [(each.code, each.label) for each in question.options]
    return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)


def _yes_no(question: Question, common: dict[str, Any]) -> forms.Field:
    return forms.TypedChoiceField(
        choices=[("True", "Yes"), ("False", "No")],
        coerce=lambda said: said == "True",
        empty_value=None,
        widget=forms.RadioSelect,
        **common,
    )


def _pattern(pattern: str, words: str, *, mode: str = "numeric") -> Callable[[Question, dict[str, Any]], forms.Field]:
    def make(question: Question, common: dict[str, Any]) -> forms.Field:
        widget = forms.TextInput(attrs={"inputmode": mode, "spellcheck": "false"})
        return forms.CharField(max_length=40, widget=widget, validators=[RegexValidator(pattern, words)], **common)

    return make


FIELDS: dict[Kind, Callable[[Question, dict[str, Any]], forms.Field]] = {
    Kind.LINE: _line,
    Kind.TEXT: _text,
    Kind.EMAIL: lambda question, common: forms.EmailField(max_length=254, **common),
    Kind.PHONE: _pattern(r"^[0-9+(). \-x]{7,30}$", "Write a telephone number, like 617 555 0100", mode="tel"),
    Kind.ZIP: _pattern(r"^\d{5}(-\d{4})?$", "Write the ZIP code as 5 digits, like 01608"),
    Kind.STATE: _pattern(r"^[A-Za-z]{2}$", "Write the state in two letters, like MA", mode="text"),
    Kind.WEB: lambda question, common: forms.URLField(max_length=200, assume_scheme="https", **common),
    Kind.DAY: lambda question, common: forms.DateField(**common),
    Kind.SHARE: lambda question, common: forms.DecimalField(
        min_value=0, max_value=100, max_digits=5, decimal_places=2, **common
    ),
    Kind.YES_NO: _yes_no,
    Kind.ONE: _one,
    Kind.SOME: _some,
    Kind.SSN: _pattern(r"^\d{3}-?\d{2}-?\d{4}$", "Write the Social Security number with 9 digits"),
    Kind.EIN: _pattern(r"^\d{2}-?\d{7}$", "Write the EIN with 9 digits, like 12-3456789"),
}
