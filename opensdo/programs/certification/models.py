"""An application for certification, what belongs to its file, and the certificates that come of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from opensdo.papers.documents.models import Document
from opensdo.parties.businesses.models import FILE, Business
from opensdo.privacy.data.declare import Access, Audience, Category, Statute, personal
from opensdo.privacy.data.models import Collected
from opensdo.privacy.data.purposes import ALLOT, APPLY, BRING_IN, CERTIFY, DISPOSE, LOOK_IN, NOTIFY, RECORDS
from opensdo.programs.certification.criteria import Found
from opensdo.programs.certification.states import LIFE, OPEN, Status

BOTH = (APPLY, CERTIFY, RECORDS)
RELEASABLE = Audience.RELEASABLE
FAIR = (Statute.FAIR_INFORMATION,)


class Application(Collected):
    """One request of one business, from the first saved answer to the decision."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="applications")
    reference = models.CharField(max_length=20, unique=True)
    status = models.CharField(max_length=24, choices=Status, default=Status.DRAFT)
    questionnaire = models.TextField(default="")
    categories = ArrayField(models.TextField(), default=list, blank=True)
    sections_done = ArrayField(models.TextField(), default=list, blank=True)
    control = personal(
        models.JSONField(default=dict),
        Category.CONTENT,
        keep=FILE,
        clause="need-to-know",
        seen_for=BOTH,
        statutes=FAIR,
        audience=RELEASABLE,
    )
    precheck = personal(
        models.JSONField(null=True), Category.CONTENT, keep=FILE, clause="need-to-know", seen_for=BOTH, statutes=FAIR
    )
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    checkpoint = models.TextField(blank=True)
    sent_receipt = models.TextField(blank=True)
    decided_receipt = models.TextField(blank=True)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    assigned_at = models.DateTimeField(null=True)
    recommended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recommended_at = models.DateTimeField(null=True)
    recommendation = models.JSONField(default=dict)
    recommendation_reason = personal(
        models.TextField(blank=True),
        Category.CONTENT,
        keep=FILE,
        clause="need-to-know",
        seen_for=(CERTIFY, RECORDS),
        audience=RELEASABLE,
    )
    supervisor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    letter = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    letter_words = personal(  # the public site holds no key that opens a file: it sets the letter in type again
        models.JSONField(null=True),
        Category.CONTENT,
        keep=FILE,
        clause="need-to-know",
        seen_for=BOTH,
        audience=RELEASABLE,
    )

    access: ClassVar = Access(
        plain="business reference applicant status questionnaire categories sections_done begun_at saved_at"
        " submitted_at checkpoint sent_receipt decided_receipt officer assigned_at recommended_by recommended_at"
        " recommendation supervisor decided_by decided_at letter",
        reads=(*BOTH, ALLOT, LOOK_IN, NOTIFY, DISPOSE),
        only={LOOK_IN: "subject policy_version business reference status categories submitted_at decided_at"},
        inserts=(APPLY,),
        updates={
            APPLY: "status categories sections_done control precheck saved_at submitted_at checkpoint sent_receipt",
            ALLOT: "status officer assigned_at",
            CERTIFY: "status recommended_by recommended_at recommendation recommendation_reason supervisor decided_by"
            " decided_at decided_receipt letter letter_words",
            DISPOSE: "categories control precheck recommendation recommendation_reason letter letter_words",
        },
        life=LIFE,
    )

    class Meta:
        indexes = (
            models.Index(fields=["officer", "status", "submitted_at"], name="application_in_a_queue"),
            models.Index(fields=["business"], name="application_of_a_business"),
        )
        constraints = (
            models.CheckConstraint(
                condition=~Q(status__in=[*sorted(OPEN), Status.CERTIFIED, Status.DENIED])
                | Q(submitted_at__isnull=False),
                name="an_application_past_draft_has_a_submission_time",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("recommended_by")),
                name="who_recommends_does_not_decide",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[Status.CERTIFIED, Status.DENIED])
                | Q(decided_by__isnull=False, decided_at__isnull=False, recommended_by__isnull=False),
                name="a_decision_has_two_people",
            ),
            models.UniqueConstraint(
                fields=["business"],
                condition=Q(status__in=[Status.DRAFT, *sorted(OPEN)]),
                name="a_business_has_one_open_application",
            ),
        )

    def __str__(self) -> str:
        return f"application {self.pk}"


class Paper(Collected):
    """A document that stands for one line of the checklist."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="papers")
    requirement = models.TextField()
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)  # when the sender was told that it was refused afterwards
    access: ClassVar = Access(
        plain="application requirement document given_at told_at",
        reads=(*BOTH, NOTIFY, DISPOSE),
        inserts=(APPLY,),
        updates={NOTIFY: "told_at"},
        deletes=(APPLY, DISPOSE),
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=["application", "document"], name="a_document_is_given_once"),)

    def __str__(self) -> str:
        return f"paper {self.pk}"


class Assessment(Collected):
    """What the officer found on one criterion, under the rule version of that day."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="assessments")
    criterion = models.TextField()
    outcome = models.CharField(max_length=8, choices=[(each.value, each.words) for each in Found])
    finding = personal(
        models.TextField(), Category.CONTENT, keep=FILE, clause="need-to-know", seen_for=BOTH, audience=RELEASABLE
    )
    cites = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    access: ClassVar = Access(
        plain="application criterion outcome cites by at",
        reads=(*BOTH, DISPOSE),
        inserts=(CERTIFY,),
        updates={CERTIFY: "outcome finding cites by at"},
        deletes=(DISPOSE,),
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["application", "criterion"], name="a_criterion_is_assessed_once"),
        )

    def __str__(self) -> str:
        return f"assessment {self.pk}"


class Note(Collected):
    """What the office says to itself about a case. The applicant may ask for it; it is not sent to anybody."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="notes")
    text = personal(
        models.TextField(),
        Category.CONTENT,
        keep=FILE,
        clause="need-to-know",
        seen_for=(CERTIFY, RECORDS),
        audience=RELEASABLE,
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    access: ClassVar = Access("application by at", (CERTIFY, RECORDS, DISPOSE), (CERTIFY,), deletes=(DISPOSE,))

    def __str__(self) -> str:
        return f"note {self.pk}"


class InformationRequest(Collected):
    """The officer asks for something; the clock stands still until it is answered or taken back."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="information_requests")
    requirement = models.TextField()
    what = personal(
        models.TextField(), Category.CONTENT, keep=FILE, clause="need-to-know", seen_for=BOTH, audience=RELEASABLE
    )
    why = personal(
        models.TextField(), Category.CONTENT, keep=FILE, clause="need-to-know", seen_for=BOTH, audience=RELEASABLE
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    until = models.DateField()
    ended_at = models.DateTimeField(null=True)
    answered = models.BooleanField(default=False)
    reply = personal(
        models.TextField(blank=True),
        Category.CONTENT,
        keep=FILE,
        clause="need-to-know",
        seen_for=BOTH,
        audience=RELEASABLE,
    )
    access: ClassVar = Access(
        plain="application requirement asked_by asked_at until ended_at answered",
        reads=(*BOTH, ALLOT, DISPOSE),
        inserts=(CERTIFY,),
        updates={APPLY: "ended_at answered reply", CERTIFY: "ended_at answered"},
        deletes=(DISPOSE,),
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["application"], condition=Q(ended_at__isnull=True), name="one_thing_is_asked_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"information request {self.pk}"


class Certificate(Collected):
    """The standing of a business in one category from one day to another. Public, as the law wants it."""

    business = models.ForeignKey(Business, on_delete=models.PROTECT, related_name="certificates")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, null=True, related_name="certificates")
    category = models.TextField()
    number = models.CharField(max_length=40, unique=True)
    since = models.DateField()
    through = models.DateField()
    ended_on = models.DateField(null=True)
    ended_because = models.TextField(blank=True)
    brought_in_from = models.TextField(blank=True)
    statement = models.TextField(blank=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    access: ClassVar = Access(
        plain="business application category number since through ended_on ended_because brought_in_from statement"
        " issued_by",
        reads=(*BOTH, BRING_IN, LOOK_IN, NOTIFY, DISPOSE),
        only={LOOK_IN: "subject policy_version business category number since through ended_on ended_because"},
        inserts=(CERTIFY, BRING_IN),
        updates={
            CERTIFY: "ended_on ended_because",
            BRING_IN: "since through ended_on ended_because",
            DISPOSE: "statement ended_because",
        },
    )

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(through__gte=F("since")), name="a_certificate_ends_after_it_begins"),
        )

    def __str__(self) -> str:
        return f"certificate {self.number}"


class RevocationList(models.Model):
    """The signed list of certificates that ended early, as the office published it. The newest one counts."""

    signed = models.TextField()
    as_of = models.DateField()
    made_at = models.DateTimeField()
    access: ClassVar = Access(plain="signed as_of made_at", base="SELECT", inserts=(CERTIFY, NOTIFY))

    def __str__(self) -> str:
        return f"revocations as of {self.as_of}"


class SentCheck(models.Model):
    """Answers of the check that somebody chose to send: no name, no subject. Who reads out the reference is meant."""

    reference = models.CharField(max_length=20, primary_key=True)  # made with the page: sent twice is stored once
    answers = models.JSONField()
    sent_at = models.DateTimeField()
    until = models.DateField()
    access: ClassVar = Access(plain="answers sent_at until", base="INSERT", reads=(CERTIFY, NOTIFY), deletes=(NOTIFY,))

    def __str__(self) -> str:
        return self.reference
