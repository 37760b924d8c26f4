"""The few forms that are not pages of a questionnaire."""

from __future__ import annotations

from typing import Any

from django import forms

from opensdo.kit.forms import Line, One, Page, Text, Tick


class WordsForm(Page):
    q = Line(label="Search the list of codes", max_length=100, required=False)


class CodeForm(Page):
    scheme = Line(max_length=10)
    code = Line(max_length=12)
    remove = Tick(required=False)


class PaperForm(Page):
    """An empty file is let through to the documents room, which says it better."""

    file = forms.FileField(
        label="Choose a file", allow_empty_file=True, error_messages={"required": "Choose the file to send"}
    )


class BeginForm(Page):
    """`carry` is asked only when the browser carries answers of the eligibility check."""

    token = forms.CharField(widget=forms.HiddenInput)
    carry = One(
        label="Put your answers from the check into the application?",
        choices=[("yes", "Yes, use them"), ("no", "No, start with empty pages")],
        missing="Choose yes or no",
    )

    def __init__(self, *args: Any, carries: bool, **kwargs: Any) -> None:
        self.carries = carries
        super().__init__(*args, **kwargs)
        if not carries:
            del self.fields["carry"]


class SendForm(Page):
    true = Tick(
        label="These answers are true as far as I know, and I may speak for the business",
        missing="Tick the box if the answers are true. If one is not, change it first",
    )


class ReplyForm(Page):
    """To what the officer asked for: words, a file, or both."""

    reply = Text(label="Your answer", max_length=4000, required=False, rows=5)
    file = forms.FileField(label="A file", required=False, allow_empty_file=True)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not given.get("reply") and not given.get("file"):
            self.add_error("reply", "Write an answer or choose a file")
        return given
