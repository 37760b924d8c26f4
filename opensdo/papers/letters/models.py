"""A letter that the office sends by e-mail, and what is attached until it is sent."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from opensdo.privacy.data.declare import Access, Category, personal
from opensdo.privacy.data.models import Collected
from opensdo.privacy.data.purposes import APPLY, CERTIFY, DISPOSE, FIND, NOTIFY, RECORDS

KEEP = "letters sent"
WRITERS = (APPLY, CERTIFY, NOTIFY)


class Letter(Collected):
    """Posted with the act that it tells of, to whom that concerns. Its number is its Message-ID, too."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)  # made here, so an insert need not read
    kind = models.TextField()
    address = personal(
        models.EmailField(max_length=320),
        Category.EMAIL,
        keep=KEEP,
        clause="need-to-know",
        seen_for=(NOTIFY, RECORDS, FIND),
    )
    subject_line = models.TextField()
    text = personal(models.TextField(), Category.CONTENT, keep=KEEP, clause="need-to-know", seen_for=(NOTIFY, RECORDS))
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=40, blank=True)

    access: ClassVar = Access(
        plain="kind subject_line made_at sent_at refused_at tries last_error",
        reads=(NOTIFY, RECORDS, FIND, DISPOSE),
        inserts=WRITERS,
        updates={NOTIFY: "sent_at refused_at tries last_error"},
        deletes=(DISPOSE,),
    )

    class Meta:
        indexes = (
            models.Index(
                fields=["made_at"],
                name="letters_not_sent_yet",
                condition=Q(sent_at__isnull=True, refused_at__isnull=True),
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(refused_at__isnull=True),
                name="a_letter_is_not_both_sent_and_refused",
            ),
        )

    def __str__(self) -> str:
        return f"letter {self.pk}"


class Enclosure(Collected):
    """A file that goes with a letter. It is here only until the letter is sent; the original is a document."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="enclosures")
    name = personal(
        models.TextField(), Category.FILE, keep="until sent", clause="need-to-know", seen_for=(NOTIFY, RECORDS)
    )
    content_type = models.TextField()
    content = personal(
        models.BinaryField(), Category.FILE, keep="until sent", clause="need-to-know", seen_for=(NOTIFY, RECORDS)
    )

    access: ClassVar = Access(
        plain="letter content_type",
        reads=(NOTIFY, RECORDS, DISPOSE),
        inserts=WRITERS,
        deletes=(NOTIFY, DISPOSE),
        copy=True,
    )

    def __str__(self) -> str:
        return f"enclosure {self.pk}"
