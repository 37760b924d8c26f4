"""What people type is read, or refused with advice; nothing else can happen."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from opensdo.kit import forms as kit
from opensdo.kit import typed
from tests.realdata import naughty_strings


@pytest.mark.parametrize(
    ("read", "words", "meant"),
    [
        (typed.share, "51 %", Decimal(51)),
        (typed.share, " 66,5 percent", Decimal("66.5")),
        (typed.share, "51.", Decimal(51)),
        (typed.share, ".5", Decimal("0.5")),
        (typed.share, "100", Decimal(100)),
        (typed.money, "$1,200", Decimal(1200)),
        (typed.money, "1 200.50 USD", Decimal("1200.50")),
        (typed.number, "1,204", 1204),
        (typed.phone, "(617) 555.0119 x12", "617-555-0119 ext. 12"),
        (typed.phone, "+1 617 555 0119", "617-555-0119"),
        (typed.phone, "+44 20 7946 0018", "+442079460018"),
        (typed.zip_code, "02108", "02108"),
        (typed.zip_code, "02108 1234", "02108-1234"),
        (typed.web_address, "Example.org/shop", "https://example.org/shop"),
        (typed.web_address, "http://example.org:8080/a?b=c", "http://example.org:8080/a?b=c"),
        (typed.ssn, "123 45 6789", "123-45-6789"),
        (typed.ssn, "123–45–6789", "123-45-6789"),
        (typed.ein, "123456789", "12-3456789"),
        (typed.day, ("Sept", "9", "2018"), date(2018, 9, 9)),
        (typed.day, ("2", "29", "2024"), date(2024, 2, 29)),
    ],
)
def test_what_is_meant_is_read(read: Callable[[Any], Any], words: Any, meant: object) -> None:
    assert read(words) == meant


@pytest.mark.parametrize(
    ("read", "words", "advice"),
    [
        (typed.share, "two thirds", "0 to 100"),
        (typed.share, "101", "0 to 100"),
        (typed.share, "-1", "0 to 100"),
        (typed.share, "33.333", "2 digits"),
        (typed.money, "1,20", "1,200.50"),
        (typed.money, "1.5", "1,200.50"),
        (typed.phone, "555-0119", "area code"),
        (typed.zip_code, "2108", "5 or 9 digits"),
        (typed.web_address, "javascript:alert(1)", "starts with https://"),
        (typed.web_address, "ftp://example.org", "starts with https://"),
        (typed.web_address, "https://bank.example@evil.example", "like https://example.org"),
        (typed.web_address, "https://127.0.0.1/", "like https://example.org"),
        (typed.web_address, "localhost", "like https://example.org"),
        (typed.ssn, "•••-••-••••", "all 9 digits"),
        (typed.ssn, "000-12-3456", "No such number"),
        (typed.ein, "12-34567", "all 9 digits"),
        (typed.day, ("2", "30", "2024"), "February 2024 has no day 30"),
        (typed.day, ("6", "1", "18"), "4 digits"),
        (typed.day, ("", "1", ""), "must have a month and a year"),
    ],
)
def test_what_cannot_be_read_is_refused_with_advice(read: Callable[[Any], Any], words: Any, advice: str) -> None:
    with pytest.raises(typed.Unreadable, match=advice):
        read(words)


class Everything(kit.Page):
    line = kit.Line(label="A line")
    text = kit.Text(label="A text", max_length=100)
    email = kit.Email(label="E-mail")
    share = kit.Share(label="Share")
    money = kit.Money(label="Money")
    number = kit.Number(label="Number")
    phone = kit.Phone(label="Telephone")
    zip = kit.Zip(label="ZIP code")
    web = kit.Web(label="Web address")
    ssn = kit.Ssn(label="Social Security number")
    ein = kit.Ein(label="Tax number")
    one = kit.One(label="One", choices=[("a", "A")])
    some = kit.Some(label="Some", choices=[("a", "A")])
    tick = kit.Tick(label="Tick")
    day = kit.Day(label="Day")


def filled_with(words: str) -> kit.Page:
    data = QueryDict(mutable=True)
    for name in Everything.base_fields:
        data[name] = words
    for part in ("month", "day", "year"):
        data[f"day_{part}"] = words
    return Everything(data)


def read_line(words: str) -> object:
    form = filled_with(words)
    form.is_valid()
    return form.cleaned_data["line"]


@given(st.text(st.characters()) | st.text("0123456789.,-+ $%()x/:@[]", max_size=30))
def test_nothing_that_is_typed_breaks_a_form(words: str) -> None:
    form = filled_with(words)
    form.is_valid()
    assert all(str(error) for errors in form.errors.values() for error in errors)


def test_the_naughty_strings_break_nothing() -> None:
    for words in naughty_strings():
        filled_with(words).is_valid()


@given(st.text(st.characters()))
def test_a_web_address_that_is_read_can_only_lead_to_a_web_page(words: str) -> None:
    with suppress(typed.Unreadable):
        assert typed.web_address(words).startswith(("https://", "http://"))


@given(st.decimals(0, 100, places=2))
def test_every_share_is_read_as_it_is_written(share: Decimal) -> None:
    assert typed.share(f"{share} %") == share


@given(st.dates(date(1800, 1, 1), date(2200, 12, 31)))
def test_every_day_is_read_as_it_is_written(day: date) -> None:
    assert typed.day((f"{day:%B}", str(day.day), str(day.year))) == day


@pytest.mark.parametrize("hidden", ["\0", "\x1b", "\u202e", "\ud800", "\x9b"])
def test_hidden_characters_are_refused(hidden: str) -> None:
    form = filled_with(f"Ada{hidden}Ironworks")
    for name in ("line", "text", "share", "ssn", "day"):
        assert "hidden characters" in str(form.errors[name])


def test_an_accent_is_kept_as_one_letter_with_its_letter() -> None:
    assert read_line("Jose\u0301") == "José"


def test_too_long_says_the_limit_and_how_many_were_used() -> None:
    assert "Use 100 characters or fewer. You used 101" in str(filled_with("x" * 101).errors["text"])


def test_an_empty_question_says_what_to_do() -> None:
    errors = filled_with("").errors
    assert errors["line"] == ["Write: A line"]
    assert errors["one"] == ["Choose: One"]


def test_what_is_sealed_is_never_shown_again() -> None:
    assert "123-45-6789" not in str(Everything(initial={"ssn": "123-45-6789"})["ssn"])


def test_a_line_break_in_a_line_becomes_a_space() -> None:
    assert read_line("Ada\r\nIronworks") == "Ada Ironworks"


def test_an_unread_field_has_one_message() -> None:
    with pytest.raises(ValidationError) as refused:
        kit.Share().clean("a lot")
    assert refused.value.messages == ["Write the share as a number from 0 to 100, like 51 or 66.5"]


def test_no_question_relies_on_the_browser() -> None:
    html = Everything().render("django/forms/div.html")
    assert "required" not in html
    assert "maxlength" not in html
    assert issubclass(Everything, forms.Form)
