"""What this room answers for: the public copy, which follows its original."""

from __future__ import annotations

from typing import Any

from django.db import models

from opensdo.parties.businesses.models import Business
from opensdo.privacy.data.records import Table, Tables, Whose, register
from opensdo.programs.directory.models import Entry


class Copies(Tables):
    def rows(self, table: Table, whose: Whose) -> models.QuerySet[Any]:
        if whose.subject is None:
            return Entry.objects.none()
        return Entry.objects.filter(business__in=Business.objects.filter(subject_id=whose.subject).values("pk"))


register(
    Copies(
        "directory",
        Table(
            model=Entry,
            words="an entry of the public directory",
            untouched="The database takes the copy out in the transaction that empties the firm's name.",
            fixed="It is a copy: correct the firm's own record, and the copy follows.",
        ),
    )
)
