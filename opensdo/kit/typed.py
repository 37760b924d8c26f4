"""What people type, read forgivingly: spaces, signs and dashes are ours to deal with. Else Unreadable, with advice."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Final
from urllib.parse import urlsplit

DASHES: Final = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
MONTHS: Final = [date(2000, number, 1).strftime("%B").lower() for number in range(1, 13)]
NEVER_IN_TEXT: Final = re.compile(
    "[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
BLANK_LETTERS: Final = "\u115f\u1160\u3164\uffa0\u2800"
LABEL: Final = re.compile(r"(?!-)[^\W_](?:[\w-]{0,61}[^\W_])?(?<!-)")


class Unreadable(ValueError):
    """The message says what to write instead; `parts` are the boxes to write again, when there are several."""

    def __init__(self, words: str, *parts: str) -> None:
        super().__init__(words)
        self.parts = parts


def plain(words: str) -> str:
    """Full-width digits, odd dashes and odd spaces as their ordinary selves."""
    return " ".join(unicodedata.normalize("NFKC", words).translate(DASHES).split())


def hidden_character(words: str) -> bool:
    """Control characters, halves of characters, and marks that make text show in another order than it has."""
    return bool(NEVER_IN_TEXT.search(words))


def nothing_to_see(words: str) -> bool:
    """Only blanks: spaces, joiners, marks without a letter, and the letters that Unicode draws as nothing."""
    return all(each in BLANK_LETTERS or unicodedata.category(each)[0] in "CZM" for each in words)


def email(words: str) -> str:
    """One that a letter can be sent to: no longer than mail allows, in signs that show, with a name for a host."""
    advice = "Write an e-mail address, like name@example.org"
    typed = words.strip()
    name, _, host = typed.rpartition("@")
    if len(typed) > 254 or len(name) > 64 or host.startswith("["):
        raise Unreadable(advice)
    if any(unicodedata.category(each)[0] in "CZ" for each in typed) or not name.isascii():
        raise Unreadable(advice)
    try:
        host.encode("idna")
    except ValueError as error:
        raise Unreadable(advice) from error
    return typed


def share(words: str, places: int = 2) -> Decimal:
    advice = "Write the share as a number from 0 to 100, like 51 or 66.5"
    typed = re.sub(r"\s|%|percent$|per cent$", "", plain(words).lower())
    typed = re.sub(r"^(\d+),(\d{1,2})$", r"\1.\2", typed)
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{0,9})?|\.[0-9]{1,9}", typed) or Decimal(typed) > 100:
        raise Unreadable(advice)
    if -int(Decimal(typed).normalize().as_tuple().exponent) > places:
        raise Unreadable(f"Write the share with no more than {places} digits after the point, like 33.33")
    return Decimal(typed)


def money(words: str) -> Decimal:
    typed = re.sub(r"^(usd|us\$|\$)|(dollars|usd)$", "", plain(words).lower().replace(" ", ""))
    if not re.fullmatch(r"([0-9]{1,15}|[0-9]{1,3}(,[0-9]{3}){1,4})(\.[0-9]{2})?", typed):
        raise Unreadable("Write the amount in dollars, like 1200 or 1,200.50")
    return Decimal(typed.replace(",", ""))


def number(words: str, least: int = 0, most: int = 999_999_999) -> int:
    typed = re.sub(r"[ ,]", "", plain(words))
    if not re.fullmatch(r"-?[0-9]{1,12}", typed) or not least <= int(typed) <= most:
        raise Unreadable(f"Write a whole number from {least:,} to {most:,}")
    return int(typed)


def phone(words: str) -> str:
    """A United States number as 617-555-0119, with "ext. 12" behind it; any other as + and its digits."""
    advice = "Write a telephone number with its area code, like 617-555-0119"
    typed = plain(words).lower()
    main, _, extension = re.sub(r"(extension|ext\.?|x|#)", "x", typed).partition("x")
    if not re.fullmatch(r"\+?[-0-9 ().]+", main.strip() or "?"):
        raise Unreadable(advice)
    digits, inside = re.sub(r"[^0-9]", "", main), extension.strip(" .:")
    if extension and not re.fullmatch(r"[0-9]{1,6}", inside):
        raise Unreadable("Write the extension in digits, like 617-555-0119 ext. 12")
    behind = f" ext. {inside}" if inside else ""
    if main.strip().startswith("+") and not digits.startswith("1"):
        if not 8 <= len(digits) <= 15:
            raise Unreadable(advice)
        return f"+{digits}{behind}"
    if len(digits) == 11 and digits.startswith("1"):
        digits = digits[1:]
    if len(digits) != 10 or digits[0] in "01":
        raise Unreadable(advice)
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}{behind}"


def zip_code(words: str) -> str:
    """Text, never a number: 02108 keeps its zero."""
    digits = re.sub(r"[ -]", "", plain(words))
    if not re.fullmatch(r"[0-9]{5}([0-9]{4})?", digits):
        raise Unreadable("Write a ZIP code with 5 or 9 digits, like 02108 or 02108-1234")
    return digits[:5] + (f"-{digits[5:]}" if digits[5:] else "")


def web_address(words: str) -> str:
    """Only http and https: a link that runs something, or hides a name in it, is refused."""
    advice = "Write a web address, like https://example.org"
    typed = words.strip()
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:(?![0-9])", typed):
        typed = f"https://{typed}"
    if re.search(r"[\s\\<>\"'`{}|^]", typed) or hidden_character(typed):
        raise Unreadable(advice)
    try:
        parts = urlsplit(typed)
        host, port = (parts.hostname or "").removesuffix("."), parts.port
        host.encode("idna")
    except ValueError as error:
        raise Unreadable(advice) from error
    if parts.scheme not in ("http", "https"):
        raise Unreadable("Write a web address that starts with https:// or http://")
    named = host.split(".")
    known = len(named) > 1 and all(LABEL.fullmatch(label) for label in named) and not named[-1].isdigit()
    if not known or "@" in parts.netloc or port == 0:
        raise Unreadable(advice)
    return f"{parts.scheme}://{parts.netloc.lower()}{typed.split(parts.netloc, 1)[1]}"


def ssn(words: str) -> str:
    typed = re.sub(r"[ .-]", "", plain(words))
    if not re.fullmatch(r"[0-9]{9}", typed):
        raise Unreadable("Write all 9 digits of the Social Security number, like 123-45-6789")
    area, group, serial = typed[:3], typed[3:5], typed[5:]
    if area in ("000", "666") or area[0] == "9" or group == "00" or serial == "0000":
        raise Unreadable("Check the Social Security number. No such number has been given out")
    return f"{area}-{group}-{serial}"


def ein(words: str) -> str:
    typed = re.sub(r"[ .-]", "", plain(words))
    if not re.fullmatch(r"[0-9]{9}", typed) or typed.startswith("00"):
        raise Unreadable("Write all 9 digits of the tax number (EIN), like 12-3456789")
    return f"{typed[:2]}-{typed[2:]}"


def month(words: str) -> int:
    typed = plain(words).lower().rstrip(".")
    named = [n for n, name in enumerate(MONTHS, 1) if len(typed) >= 3 and name.startswith(typed)]
    if named:
        return named[0]
    return _part(typed, 12, "The month must be a number from 1 to 12, or its name", "month")


def day(words: tuple[str, str, str]) -> date:
    """From what was typed as month, day and year."""
    typed_month, typed_day, typed_year = words
    named = (("month", typed_month), ("day", typed_day), ("year", typed_year))
    if missing := [name for name, typed in named if not typed.strip()]:
        raise Unreadable(f"The date must have a {' and a '.join(missing)}", *missing)
    in_month, in_day, in_year = (
        month(typed_month),
        _part(typed_day, 31, "The day must be a number from 1 to 31", "day"),
        year(typed_year),
    )
    try:
        return date(in_year, in_month, in_day)
    except ValueError as error:
        raise Unreadable(f"{MONTHS[in_month - 1].capitalize()} {in_year} has no day {in_day}", "day") from error


def year(words: str) -> int:
    typed = plain(words)
    if not re.fullmatch(r"[0-9]{4}", typed):
        raise Unreadable("The year must have 4 digits", "year")
    if not 1800 <= int(typed) <= 2200:
        raise Unreadable("Check the year. It must be from 1800 to 2200", "year")
    return int(typed)


def _part(words: str, most: int, advice: str, part: str) -> int:
    typed = plain(words)
    if not re.fullmatch(r"[0-9]{1,2}", typed) or not 1 <= int(typed) <= most:
        raise Unreadable(advice, part)
    return int(typed)
