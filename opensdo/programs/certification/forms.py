"""The few forms that are not pages of a questionnaire."""

from __future__ import annotations

from django import forms


class WordsForm(forms.Form):
    q = forms.CharField(label="Search the list of codes", max_length=100, required=False)


class CodeForm(forms.Form):
    scheme = forms.CharField(max_length=10)
    code = forms.CharField(max_length=12)
    remove = forms.BooleanField(required=False)


class PaperForm(forms.Form):
    file = forms.FileField(
        label="Choose a file",
        max_length=400,
        allow_empty_file=True,  # the documents room says it better
        error_messages={"required": "Choose a file", "invalid": "Choose a file"},
    )


class BeginForm(forms.Form):
    """`carry` is asked only when the browser carries answers of the eligibility check."""

    token = forms.CharField(widget=forms.HiddenInput)
    carry = forms.ChoiceField(
        label="Put your answers from the check into the application?",
        choices=[("yes", "Yes, use them"), ("no", "No, start with empty pages")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose yes or no"},
    )

    def __init__(self, *args: object, carries: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not carries:
            del self.fields["carry"]


class SendForm(forms.Form):
    true = forms.BooleanField(
        label="These answers are true as far as I know, and I may speak for the business",
        error_messages={"required": "Tick the box if the answers are true. If one is not, change it first"},
    )


class ReplyForm(forms.Form):
    """To what the officer asked for: words, a file, or both."""

    reply = forms.CharField(
        label="Your answer",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )
    file = forms.FileField(label="A file", max_length=400, required=False, allow_empty_file=True)

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        if not self.errors and not given.get("reply") and not given.get("file"):
            self.add_error("reply", "Write an answer or choose a file")
        return given
