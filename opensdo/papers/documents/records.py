"""What this room answers for: the files that people gave, and those that the office made for them."""

from __future__ import annotations

from typing import Any

from django.db import models

from opensdo.papers.documents import tasks
from opensdo.papers.documents.models import Document
from opensdo.privacy.data.records import Table, Tables, register


class Files(Tables):
    def destroy(self, table: Table, rows: models.QuerySet[Any]) -> int:
        """The sealed bytes go once the rows are gone for certain; their keys are shredded with the rest."""
        names = set(rows.values_list("storage_key", flat=True))
        gone = super().destroy(table, rows)
        for name in sorted(names):
            tasks.discard.configure(lock=name).defer(name=name)
        return gone


register(
    Files(
        "documents",
        Table(
            model=Document,
            words="a file",
            fixed="A file is kept as it was given. Send a corrected one: the office notes which one counts.",
        ),
    )
)
