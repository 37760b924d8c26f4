"""The one kind of form the office has: how to read what was typed, and what to say when it cannot be read.

    class About(Page):
        name = Line(label="Name of the business", missing="Write the name of the business")
        share = Share(label="Share today", help_text="Count only what she owns herself.")

A field is asked unless `required=False`, which shows "(optional)". `before` and `after` stand beside its box.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.datastructures import MultiValueDict

from opensdo.kit import typed

LINE: Final = 200
TEXT: Final = 5000
PARTS: Final = ("month", "day", "year")
HIDDEN: Final = "Take out the hidden characters. Typing it again, instead of pasting, helps"
DOTS: Final = "The dots stand for a number that we hold. Write the number itself, or leave the box empty to keep it"
LONG: Final = "Use %(limit_value)s characters or fewer. You used %(show_value)s"


class Page(forms.Form):
    """Reads text alike whatever the keyboard, refuses what cannot be shown, and never says "required" in HTML."""

    use_required_attribute = False

    def __init__(self, data: Mapping[str, Any] | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(composed(data), *args, **kwargs)
        for field in self.fields.values():
            settle(field)

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        return None if isinstance(field, Sealed) else super().get_initial_for_field(field, field_name)


def composed(data: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """An accent typed as a letter of its own becomes one with its letter (NFC), so that equal words are equal."""
    if data is None:
        return None
    if not isinstance(data, MultiValueDict):
        return {key: _composed(value) for key, value in data.items()}
    return MultiValueDict({key: [_composed(value) for value in values] for key, values in data.lists()})


def _composed(value: Any) -> Any:
    return unicodedata.normalize("NFC", value).replace("\r\n", "\n") if isinstance(value, str) else value


def settle(field: forms.Field) -> None:
    """Give a field the office's limits and its words, except where it brought its own."""
    if isinstance(field, forms.CharField) and not isinstance(field, forms.JSONField):  # which Django derives from it
        limit = field.max_length or (TEXT if isinstance(field.widget, forms.Textarea) else LINE)
        kept = [check for check in field.validators if not isinstance(check, MaxLengthValidator)]
        field.validators = [shown, *kept, MaxLengthValidator(limit, LONG)]
        field.widget.attrs.pop("maxlength", None)  # a browser would cut a pasted text off without a word
    default = forms.Field.default_error_messages["required"]
    if field.error_messages["required"] == default:
        field.error_messages["required"] = missing(field)


def missing(field: forms.Field) -> str:
    label = str(field.label or "this")
    if isinstance(field, forms.FileField):
        return f"Choose a file for “{label}”"
    if isinstance(field, forms.ChoiceField):
        return f"Choose an answer to “{label}”" if label.endswith("?") else f"Choose: {label}"
    if isinstance(field, forms.BooleanField):
        return f"Tick the box “{label}” to go on"
    return f"Answer “{label}”" if label.endswith("?") else f"Write: {label}"


def shown(words: str) -> None:
    if typed.hidden_character(words):
        raise ValidationError(HIDDEN, "hidden")


def reachable(words: str) -> None:
    try:
        typed.email(words)
    except typed.Unreadable as error:
        raise ValidationError(str(error), "invalid") from error


class Asked:
    """What every field of the office may say: the words when nothing was typed, and what stands beside the box."""

    before = after = ""

    def __init__(self, *args: Any, missing: str = "", before: str = "", after: str = "", **kwargs: Any) -> None:
        words = {"required": missing} if missing else {}
        kwargs["error_messages"] = words | kwargs.get("error_messages", {})
        super().__init__(*args, **kwargs)
        self.before, self.after = before or self.before, after or self.after


class Written(Asked, forms.CharField):
    """Text. What shows nothing says nothing, so it counts as left out."""

    def to_python(self, value: Any) -> Any:
        read = super().to_python(value)
        return self.empty_value if read and typed.nothing_to_see(read) and not typed.hidden_character(read) else read


class Line(Written):
    """A line of text."""

    def to_python(self, value: Any) -> Any:
        """A line has no line breaks, whatever was pasted."""
        read = super().to_python(value)
        return " ".join(read.replace("\t", " ").splitlines()) if read else read


class Text(Written):
    """A few sentences."""

    def __init__(self, *args: Any, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(*args, **{"widget": forms.Textarea(attrs={"rows": rows}), **kwargs})


class Email(Asked, forms.EmailField):
    default_error_messages = {"invalid": "Write an e-mail address, like name@example.org"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        widget = forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"})
        super().__init__(*args, **{"max_length": 254, "widget": widget, **kwargs})
        self.validators.append(reachable)


class Tick(Asked, forms.BooleanField):
    """One box that may be ticked."""


class One(Asked, forms.ChoiceField):
    """One of several, all in sight."""

    default_error_messages = {"invalid_choice": "Choose one of the answers on the list"}
    widget = forms.RadioSelect


class Some(Asked, forms.MultipleChoiceField):
    """Some of several, all in sight."""

    default_error_messages = {
        "invalid_choice": "Choose from the answers on the list",
        "invalid_list": "Choose from the answers on the list",
    }
    widget = forms.CheckboxSelectMultiple


class Read(Asked, forms.Field):
    """Typed in one box and read by one function. A value that cannot be read stays in the box as it was typed."""

    read: Callable[..., Any]
    box: Mapping[str, str] = {}
    hidden: Mapping[str, str] = {"autocomplete": "off", "spellcheck": "false"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"widget": forms.TextInput(attrs={**self.hidden, **self.box}), **kwargs})

    def to_python(self, value: Any) -> Any:
        words = str(value or "").strip()
        if not words:
            return None if self.blank_is_none else ""
        shown(words)
        if len(words) > LINE * 10:
            raise ValidationError(LONG % {"limit_value": LINE * 10, "show_value": len(words)}, "max_length")
        try:
            return type(self).read(words)
        except typed.Unreadable as error:
            raise ValidationError(str(error), "unreadable") from error

    blank_is_none = False


class Share(Read):
    read, box, after, blank_is_none = typed.share, {"inputmode": "decimal", "class": "w6"}, "percent", True


class Money(Read):
    read, box, before, blank_is_none = typed.money, {"inputmode": "decimal", "class": "w12"}, "$", True


class Number(Read):
    read, box, blank_is_none = typed.number, {"inputmode": "numeric", "class": "w6"}, True


class Phone(Read):
    read, box = typed.phone, {"type": "tel", "autocomplete": "tel", "class": "w12"}


class Zip(Read):
    read, box = typed.zip_code, {"inputmode": "numeric", "autocomplete": "postal-code", "class": "w6"}


class Web(Read):
    read, box = typed.web_address, {"inputmode": "url", "autocomplete": "url"}


class Sealed(Read):
    """Shows what was just typed and could not be read, never what is kept."""

    def to_python(self, value: Any) -> Any:
        if "•" in str(value or ""):
            raise ValidationError(DOTS, "dots")
        return super().to_python(value)


class Ssn(Sealed):
    read, box = typed.ssn, {"inputmode": "numeric", "class": "w12"}


class Ein(Sealed):
    read, box = typed.ein, {"inputmode": "numeric", "class": "w12"}


class Boxes(forms.MultiWidget):
    """Month, day and year, each with its own word above it."""

    template_name = "forms/dates.html"
    labels = (("month", "Month", "w4"), ("day", "Day", "w4"), ("year", "Year", "w6"))

    def __init__(self, autocomplete: str = "") -> None:
        self.wrong: tuple[str, ...] = ()
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            part: forms.TextInput({"label": word, "class": width}) for part, word, width in self.labels
        }
        super().__init__(boxes)
        for (part, _, _), box in zip(self.labels, self.widgets, strict=True):
            if autocomplete:
                box.attrs["autocomplete"] = f"{autocomplete}-{part}"

    def decompress(self, value: Any) -> list[str]:
        return [str(value.month), str(value.day), str(value.year)] if value else ["", "", ""]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for (part, _, _), box in zip(self.labels, context["widget"]["subwidgets"], strict=True):
            box["attrs"]["wrong"] = box["attrs"].pop("aria-invalid", "") and part in self.wrong
        return context

    def first_wrong(self, id_: str) -> str:
        """The id of the first box that has to be written again."""
        at = next((n for n, (part, _, _) in enumerate(self.labels) if part in self.wrong), 0)
        return f"{id_}_{at}"


class Day(Asked, forms.Field):
    """A date in three boxes."""

    def __init__(self, *args: Any, autocomplete: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **{"widget": Boxes(autocomplete), **kwargs})

    def to_python(self, value: Any) -> Any:
        boxes = cast("list[str | None]", value or [])
        words = tuple(str(each or "")[:LINE] for each in [*boxes, "", "", ""][:3])
        if not any(each.strip() for each in words):
            cast(Boxes, self.widget).wrong = PARTS
            return None
        for each in words:
            shown(each)
        try:
            return typed.day((words[0], words[1], words[2]))
        except typed.Unreadable as error:
            cast(Boxes, self.widget).wrong = error.parts  # a form has its own copy of its fields and their boxes
            raise ValidationError(str(error), "unreadable") from error
