"""A receipt, however somebody has it: typed, pasted, or as the file that came with it."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from opensdo.kit.forms import Page, Text
from opensdo.privacy.ledger.receipts import Found, Unreadable, find

LARGEST: Final = 20_000
PDF: Final = "Choose the file receipt.json, not the PDF. It came with the same e-mail. Or type the code from the PDF"
NEITHER: Final = {
    "given": "Type the code, or paste the receipt. Or choose the file below",
    "file": "Choose the file receipt.json. Or type the code above",
}


class ReceiptForm(Page):
    """One of the two is needed, and either will do."""

    given = Text(
        label="The code or the receipt",
        required=False,
        rows=3,
        help_text="The code has five groups of four letters and digits. It stands under “Check us later”.",
    )
    file = forms.FileField(
        label="Or the file receipt.json", required=False, allow_empty_file=True, help_text="It came with our e-mail."
    )
    found: Found | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.plain = True  # type: ignore[attr-defined]  # not "(optional)": no one of them is, where the other is empty

    def clean_file(self) -> str:
        given = self.cleaned_data["file"]
        if not given:
            return ""
        if given.size > LARGEST or (start := given.read(LARGEST)).startswith(b"%PDF-"):
            raise ValidationError(PDF)
        return str(start, "utf-8", "replace")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        words = given.get("file") or given.get("given")
        if self.errors:
            return given
        if not words:
            raise ValidationError(NEITHER)
        try:
            self.found = find(words)
        except Unreadable as error:
            raise ValidationError({"file" if given.get("file") else "given": str(error)}) from error
        return given
