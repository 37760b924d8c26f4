"""A file that somebody gave us or that we made for somebody. Its bytes lie sealed outside the database."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from opensdo.papers.documents.rules import TRIED_AGAIN
from opensdo.papers.documents.states import LIFE, UNDECIDED, Status
from opensdo.privacy.data.declare import Access, Audience, Category, Statute, personal
from opensdo.privacy.data.models import Collected
from opensdo.privacy.data.purposes import APPLY, CERTIFY, DISPOSE, INSPECT, NOTIFY, RECORDS

FILE = "certification file"


class Document(Collected):
    """`digest` is the SHA-256 of the bytes as given, `sealed_digest` of those that lie under `storage_key`."""

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
    sealed_digest = models.CharField(max_length=64)
    data_key = models.UUIDField()
    status = models.CharField(max_length=12, choices=Status, default=Status.QUARANTINED)
    findings = models.JSONField(default=list)
    virus_scanned = models.BooleanField(default=False)
    judged_at = models.DateTimeField(null=True)
    made_by_us = models.BooleanField(default=False)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField()

    access: ClassVar = Access(
        plain="reference kind content_type size pages storage_key sealed_digest data_key status findings"
        " virus_scanned judged_at made_by_us given_by given_at",
        reads=(APPLY, CERTIFY, INSPECT, NOTIFY, RECORDS, DISPOSE),
        inserts=(APPLY, CERTIFY),
        updates={INSPECT: "status findings virus_scanned judged_at", CERTIFY: "status"},
        deletes=(APPLY, DISPOSE),
        life=LIFE,
    )

    class Meta:
        indexes = (models.Index(fields=["storage_key"], name="document_at_an_address"),)
        constraints = (models.CheckConstraint(condition=Q(size__gt=0), name="a_document_is_not_empty"),)

    def __str__(self) -> str:
        return f"document {self.pk}"

    @property
    def is_checked(self) -> bool:
        return self.status == Status.CHECKED

    @property
    def is_refused(self) -> bool:
        return self.status == Status.REFUSED

    @property
    def is_undecided(self) -> bool:
        return self.status in UNDECIDED

    @property
    def is_wanted_again(self) -> bool:
        """Refused, or of no use: nobody here will ever open it, and its sender has to act."""
        return (
            self.is_refused
            or self.status == Status.UNCHECKABLE
            and self.findings[0:1] not in [[why] for why in TRIED_AGAIN]
        )

    @property
    def has_pages(self) -> bool:
        """Shown as pictures of its pages; of any other there is a reading copy."""
        return self.pages is not None
