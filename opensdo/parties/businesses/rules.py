"""How a cell of somebody else's list reads. Plain values in, plain values out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

SMALL: Final = {"of", "the", "and", "on", "in", "at", "de", "la", "du"}


class Unreadable(ValueError):
    """The text says what is wrong with the cell and what to do."""


@dataclass(frozen=True)
class Held:
    """One certificate that a list speaks of."""

    category: str
    number: str
    since: date
    through: date


@dataclass(frozen=True)
class Firm:
    """One row of a list, understood. `fields` are named like those of a business."""

    key: str
    fields: tuple[tuple[str, str], ...]
    lists: tuple[str, ...]
    codes: tuple[tuple[str, str], ...]
    held: tuple[Held, ...]


def plain(cell: str) -> str:
    """Without stray spaces, line breaks and characters that nobody can see."""
    text = re.sub(r"[\x00-\x1f\x7f\u200b\u200e\u200f\ufeff\s]+", " ", cell).strip()
    if text.startswith("="):
        raise Unreadable("begins like a formula. Save the sheet as values and export it again")
    return text


def day(cell: str, formats: tuple[str, ...]) -> date:
    for form in formats:
        try:
            return datetime.strptime(cell, form).date()  # noqa: DTZ007  (a day in a list has no time zone)
        except ValueError:
            continue
    raise Unreadable(f"is no day in the form {' or '.join(formats)}. Correct it, or add its form to the mapping")


def years_later(day: date, years: int) -> date:
    """The last day of so many years: from 1 March 2026 through 28 February 2029."""
    try:
        anniversary = day.replace(year=day.year + years)
    except ValueError:  # 29 February
        anniversary = date(day.year + years, 3, 1)
    return date.fromordinal(anniversary.toordinal() - 1)


def titled(text: str) -> str:
    """WORDS IN CAPITALS as a place name is written."""
    words = text.lower().split(" ")
    return " ".join(word if word in SMALL and n else _capital(word) for n, word in enumerate(words))


def _capital(word: str) -> str:
    return "-".join(part[:1].upper() + part[1:] for part in word.split("-"))


def zip_code(text: str) -> str:
    """Five digits or ZIP+4. A spreadsheet drops the zero in front: it is put back."""
    digits = re.fullmatch(r"(\d{3,5})(?:-?(\d{4}))?", text)
    if not digits:
        raise Unreadable("is no ZIP code: five digits, or five and four")
    return digits[1].zfill(5) + (f"-{digits[2]}" if digits[2] else "")


def web_address(text: str) -> str:
    """With http in front, the host in small letters."""
    found = re.fullmatch(r"(?:(https?):/*)?([\w-]+(?:\.[\w-]+)+)(:\d{1,5})?([/?#]\S*)?", text, re.IGNORECASE)
    if not found:
        raise Unreadable("is no web address, such as https://www.example.org")
    return f"{(found[1] or 'http').lower()}://{found[2].lower()}{found[3] or ''}{found[4] or '/'}"


def email_address(text: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", text):
        raise Unreadable("is no e-mail address")
    return text
