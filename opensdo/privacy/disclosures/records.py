"""What this room answers for: the notes of who was given what. They hold names of fields, never what stood in them."""

from __future__ import annotations

from opensdo.privacy.data.records import Table, Tables, register
from opensdo.privacy.disclosures.models import Disclosure

register(
    Tables(
        "disclosures",
        Table(
            model=Disclosure,
            words="a note of who was given facts",
            untouched="The list of who was given what has no fact in it and stays, so that it can be asked for later.",
        ),
    )
)
