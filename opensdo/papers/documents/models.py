"""A file that somebody gave us or that we made for somebody. Its bytes lie sealed outside the database."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from opensdo.privacy.data.declare import Access, Audience, Category, Statute, personal
from opensdo.privacy.data.models import Collected
from opensdo.privacy.data.purposes import APPLY, CERTIFY, DISPOSE, RECORDS

FILE = "certification file"


class State(models.TextChoices):
    QUARANTINED = "quarantined", "Not checked yet"
    CHECKED = "checked", "Checked"
    REFUSED = "refused", "Refused"


class Document(Collected):
    """`digest` is the SHA-256 of the bytes as given; the sealed copy is found by `storage_key`."""

    reference = models.CharField(max_length=20, unique=True)
    name = personal(
        models.TextField(),
        Category.FILE,
        keep=FILE,
        clause="need-to-know",
        seen_for=(APPLY, CERTIFY, RECORDS),
        audience=Audience.RELEASABLE,
    )
    kind = models.TextField()
    content_type = models.TextField()
    size = models.BigIntegerField()
    pages = models.IntegerField(null=True)
    digest = personal(
        models.CharField(max_length=64),
        Category.FILE,
        keep=FILE,
        clause="need-to-know",
        seen_for=(APPLY, CERTIFY, RECORDS),
        statutes=(Statute.FAIR_INFORMATION,),
    )
    storage_key = models.TextField()
    data_key = models.UUIDField()
    state = models.CharField(max_length=12, choices=State, default=State.QUARANTINED)
    findings = models.JSONField(default=list)
    virus_scanned = models.BooleanField(default=False)
    made_by_us = models.BooleanField(default=False)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField()

    access: ClassVar = Access(
        plain="reference kind content_type size pages storage_key data_key state findings virus_scanned"
        " made_by_us given_by given_at",
        reads=(APPLY, CERTIFY, RECORDS, DISPOSE),
        inserts=(APPLY, CERTIFY),
        updates={APPLY: "state findings virus_scanned pages"},
        deletes=(APPLY, DISPOSE),
    )

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(size__gt=0), name="a_document_is_not_empty"),)

    def __str__(self) -> str:
        return f"document {self.pk}"
