"""The directory as a file: the same columns in the same order, whatever was looked for."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from opensdo.programs.directory.rules import defused

COLUMNS: Final = (
    ("name", "The name of the business in law"),
    ("trade_name", "The name it trades under, where it has one"),
    ("description", "What it does, in its own words"),
    ("certificates", "Certificates that stood on that day: category, number, first and last day, with | between them"),
    ("codes", "What it sells: scheme, code and title, with | between them"),
    ("street", "Street address, where the business chose to list it"),
    ("city", "City or town"),
    ("county", "County"),
    ("state", "State"),
    ("zip_code", "ZIP code. It is text: keep its zeros"),
    ("phone", "Telephone, where the business chose to list it"),
    ("email", "E-mail, where the business chose to list it"),
    ("contact_name", "Who speaks for it, where the business chose to list it"),
    ("website", "Its own site"),
    ("page", "Its page in the directory"),
    ("as_of", "The day that the certificates speak of"),
)
HELD: Final = ("category", "number", "since", "through")


def public(row: dict[str, Any], on: date) -> dict[str, Any]:
    """One firm as the JSON file has it."""
    codes = [{"scheme": scheme, "code": code, "title": title} for scheme, code, title in row["codes"]]
    said = row | {"codes": codes, "page": f"/directory/{row['slug']}/", "as_of": on.isoformat()}
    return {name: said[name] for name, _ in COLUMNS}


def cells(row: dict[str, Any], on: date) -> list[str]:
    """One firm as a line of the CSV file. No cell begins with what a spreadsheet would run."""
    said = row | {
        "certificates": " | ".join(
            f"{held['category']} {held['number']} {held['since']} {held['through']}"
            for held in row["certificates"] or ()
        ),
        "codes": " | ".join(" ".join(code) for code in row["codes"]),
        "page": f"/directory/{row['slug']}/",
        "as_of": on.isoformat(),
    }
    return [defused(said[name]) for name, _ in COLUMNS]
