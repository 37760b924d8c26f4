"""The life of an uploaded file: nobody in the office opens it before it was checked."""

from __future__ import annotations

from django.db.models import TextChoices

from opensdo.kit.lifecycle import Lifecycle


class Status(TextChoices):
    QUARANTINED = "quarantined", "Being checked"
    CHECKED = "checked", "Checked"
    REFUSED = "refused", "Refused"
    UNCHECKABLE = "uncheckable", "Could not be checked"


S = Status
UNDECIDED = frozenset({S.QUARANTINED, S.UNCHECKABLE})

LIFE = Lifecycle(
    first=S.QUARANTINED,
    verbs={
        "accept": (UNDECIDED, S.CHECKED),
        "refuse": (UNDECIDED, S.REFUSED),
        "give_up": (UNDECIDED, S.UNCHECKABLE),
    },
)
