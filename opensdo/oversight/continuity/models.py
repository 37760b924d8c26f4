"""Which backups there are, and which of them was put back for a try."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from opensdo.privacy.data.declare import Access
from opensdo.privacy.data.purposes import ASSURE, REKEY


class Backup(models.Model):
    """`digest` is the SHA-256 of the encrypted file. `keyrings` counts the data keys by the key epoch that wraps them.

    No `keep_until` means that nobody said how long: it is kept, and the guide says to decide.
    """

    name = models.TextField(unique=True)
    made_at = models.DateTimeField()
    build = models.TextField()
    size = models.BigIntegerField()
    digest = models.TextField()
    rows = models.BigIntegerField()
    files = models.IntegerField()
    keyrings = models.JSONField()
    keep_until = models.DateField(null=True)
    gone_at = models.DateTimeField(null=True)

    access: ClassVar = Access(
        plain="name made_at build size digest rows files keyrings keep_until gone_at", reads=(ASSURE, REKEY)
    )

    def __str__(self) -> str:
        return self.name


class Drill(models.Model):
    """A backup was restored into a scratch cluster and compared with what it says of itself."""

    backup = models.ForeignKey(Backup, on_delete=models.PROTECT, related_name="drills")
    ran_at = models.DateTimeField()
    build = models.TextField()
    matched = models.BooleanField()
    words = models.TextField()  # what was wrong, for staff
    rows = models.BigIntegerField()
    files = models.IntegerField()
    links = models.BigIntegerField()
    values_opened = models.IntegerField()
    files_opened = models.IntegerField()
    seconds = models.IntegerField()

    access: ClassVar = Access(
        plain="backup ran_at build matched words rows files links values_opened files_opened seconds",
        reads=(ASSURE,),
    )

    def __str__(self) -> str:
        return f"drill of {self.backup_id}"
