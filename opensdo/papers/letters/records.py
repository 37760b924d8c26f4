"""What this room answers for: letters that were sent, and what was enclosed until then."""

from __future__ import annotations

from typing import Any

from django.db import models

from opensdo.papers.letters.models import Enclosure, Letter
from opensdo.privacy.data.records import Table, Tables, register

SENT = "A letter that was sent cannot be made to say something else."


class Letters(Tables):
    def destroy(self, table: Table, rows: models.QuerySet[Any]) -> int:
        """What was never taken out of a letter goes with it."""
        if table.model is Letter:
            Enclosure.objects.filter(letter_id__in=rows.values("pk"))._raw_delete(rows.db)
        return super().destroy(table, rows)


register(
    Letters(
        "letters",
        Table(model=Enclosure, words="a file that waits to be sent", ends="letter__sent_at", fixed=SENT),
        Table(model=Letter, words="a letter from the office", ends="sent_at", fixed=SENT),
    )
)
