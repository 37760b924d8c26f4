"""To whom data may be given under an agreement, and each time that it was. No value of a field is in here."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from opensdo.privacy.data.declare import Access
from opensdo.privacy.data.models import Collected
from opensdo.privacy.data.purposes import APPLY, CERTIFY, FIND, RECORDS

GIVERS = (RECORDS, CERTIFY)


class Recipient(models.Model):
    """A public body or a firm, with the agreement that names the fields it may get, what for, and until when."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.TextField()
    agreement = models.TextField()
    use = models.TextField()
    fields = ArrayField(models.TextField())
    since = models.DateField()
    until = models.DateField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    access: ClassVar = Access(
        plain="code name agreement use fields since until registered_by",
        base="SELECT",
        inserts=(FIND,),
        updates={FIND: "until"},
    )

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="an_agreement_ends_after_it_begins"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(agreement="") & ~Q(use=""), name="an_agreement_says_with_whom_and_what_for"
            ),
        )

    def __str__(self) -> str:
        return f"recipient {self.code}"


class Disclosure(Collected):
    """Who got which fields about a subject, when, why and by which law. Written once; the database refuses the rest."""

    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="+")
    given_to = models.TextField()
    agreement = models.TextField()
    use = models.TextField()
    basis = models.TextField()  # an authority of law
    purpose = models.TextField()
    fields = ArrayField(models.TextField())
    facts = models.PositiveIntegerField()
    statements = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    access: ClassVar = Access(
        plain="recipient given_to agreement use basis purpose fields facts statements digest by at",
        reads=(APPLY, *GIVERS),
        inserts=GIVERS,
    )

    class Meta:
        indexes = (models.Index(fields=["subject", "-at"], name="disclosures_about_a_subject"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(given_to="") & ~Q(use="") & ~Q(basis="") & ~Q(purpose="") & ~Q(fields=[]),
                name="a_disclosure_says_to_whom_why_and_by_which_law",
            ),
        )

    def __str__(self) -> str:
        return f"disclosure {self.pk}"
