"""What this room answers for: firms, the people who own them, and what they sell."""

from __future__ import annotations

from opensdo.parties.businesses.models import FILE, Business, Owner, Sells
from opensdo.privacy.data.records import Table, Tables, register

DECIDED = "A decision rests on it. Report the change, and an officer looks at the case again."

register(
    Tables(
        "businesses",
        Table(model=Sells, words="what a firm sells", keep=FILE),
        Table(model=Owner, words="an owner of a firm", fixed=DECIDED),
        Table(
            model=Business,
            words="a firm",
            old_goes="description street contact_name phone email website",
            fixed=DECIDED,
        ),
    )
)
