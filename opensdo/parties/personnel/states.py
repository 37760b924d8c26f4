"""The life of an appointment: proposed by one person, in force when another approves, over by a day or by an act."""

from __future__ import annotations

from django.db.models import TextChoices

from opensdo.kit.lifecycle import Lifecycle


class Status(TextChoices):
    PROPOSED = "proposed", "Waits for a second person"
    HELD = "held", "Approved"
    REFUSED = "refused", "Not approved"
    TAKEN_BACK = "taken_back", "Taken back"
    ENDED = "ended", "Ended"


S = Status

LIFE = Lifecycle(
    first=S.PROPOSED,
    verbs={
        "approve": (frozenset({S.PROPOSED}), S.HELD),
        "refuse": (frozenset({S.PROPOSED}), S.REFUSED),
        "take_back": (frozenset({S.PROPOSED}), S.TAKEN_BACK),
        "end": (frozenset({S.HELD}), S.ENDED),
    },
)
