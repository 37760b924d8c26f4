"""Roles with their two people and their last day, invitations, yearly reviews, and ways back in."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from opensdo.parties.accounts.models import Role
from opensdo.parties.personnel.rules import LONGEST
from opensdo.parties.personnel.states import LIFE, Status
from opensdo.privacy.data.declare import Access
from opensdo.privacy.data.purposes import ASSURE, STAFFING

USER = settings.AUTH_USER_MODEL
YEAR = timedelta(days=366)
MOST_TRIES = 10
SHORTEST_WAIT = timedelta(days=3)


class Appointment(models.Model):
    """A role of one officer until a day. Nobody names who proposed the first two people of an office: the operator."""

    reference = models.CharField(max_length=20, unique=True)
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=30, choices=Role)
    status = models.CharField(max_length=12, choices=Status, default=Status.PROPOSED)
    since = models.DateField()  # the day it was proposed; when approved, that day
    until = models.DateField()
    agency = models.TextField(blank=True)
    reads_for = models.TextField(blank=True)
    proposed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    access: ClassVar = Access(
        plain="reference user role status since until agency reads_for proposed_by proposed_at approved_by approved_at"
        " ended_by ended_at",
        base="SELECT",
        inserts=(STAFFING,),
        updates={STAFFING: "status since approved_by approved_at ended_by ended_at"},
        life=LIFE,
    )

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(proposed_by=F("user")), name="nobody_proposes_her_own_role"),
            models.CheckConstraint(condition=~Q(approved_by=F("user")), name="nobody_approves_her_own_role"),
            models.CheckConstraint(condition=~Q(approved_by=F("proposed_by")), name="a_role_takes_two_people"),
            models.CheckConstraint(
                condition=~Q(status__in=[Status.HELD, Status.ENDED])
                | Q(approved_at__isnull=False)
                & (
                    Q(proposed_by__isnull=False, approved_by__isnull=False)
                    | Q(proposed_by__isnull=True, approved_by__isnull=True)
                ),
                name="a_role_is_held_when_it_was_approved",
            ),
            models.CheckConstraint(
                condition=Q(until__gte=F("since"), until__lte=F("since") + LONGEST),
                name="a_role_ends_within_a_year",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.READER) | ~Q(agency="") & ~Q(reads_for=""),
                name="a_reader_has_an_agency_and_a_purpose",
            ),
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(status=Status.HELD), name="a_role_is_held_once"
            ),
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(status=Status.PROPOSED), name="a_role_is_proposed_once"
            ),
        )

    def __str__(self) -> str:
        return f"appointment {self.pk}"


class Invitation(models.Model):
    """A code by e-mail that opens one staff account. The code itself is kept nowhere."""

    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    code_hash = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    invited_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # accepted or withdrawn
    accepted = models.BooleanField(default=False)
    access: ClassVar = Access(
        plain="user code_hash tries invited_by invited_at expires_at ended_at accepted",
        reads=(STAFFING,),
        inserts=(STAFFING,),
        updates={STAFFING: "ended_at"},
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at__isnull=True), name="one_invitation_is_open_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__lte=F("invited_at") + timedelta(days=31)), name="an_invitation_expires"
            ),
        )

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class Review(models.Model):
    """Somebody else looked whether one officer still needs one role. The newest counts, for a year."""

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="reviews")
    kept = models.BooleanField()
    reach = models.PositiveIntegerField()  # how many subjects she could see that day
    reviewed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()
    access: ClassVar = Access(
        plain="appointment kept reach reviewed_by reviewed_at", reads=(STAFFING, ASSURE), inserts=(STAFFING,)
    )

    def __str__(self) -> str:
        return f"review {self.pk}"


class Recovery(models.Model):
    """A lost second step: one officer says who it is, another approves. Somebody of the public who has the password can
    also ask for herself: then it takes days, three letters, and the code in the last one."""

    reference = models.CharField(max_length=20, unique=True)
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")  # null: she herself
    how = models.TextField()  # how she knows who it is
    approved_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    done = models.BooleanField(default=False)
    opens_at = models.DateTimeField(null=True)  # for who asked for herself
    told = models.PositiveSmallIntegerField(default=1)  # how many of the letters went out
    code_hash = models.CharField(max_length=64, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    access: ClassVar = Access(
        plain="reference user asked_at asked_by how approved_by ended_at done opens_at told code_hash tries",
        reads=(STAFFING,),
        inserts=(STAFFING,),
        updates={STAFFING: "approved_by ended_at"},
    )

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(asked_by=F("user")), name="nobody_asks_for_her_own_way_back"),
            models.CheckConstraint(condition=~Q(approved_by=F("user")), name="nobody_approves_her_own_way_back"),
            models.CheckConstraint(condition=~Q(approved_by=F("asked_by")), name="a_way_back_takes_two_people"),
            models.CheckConstraint(
                condition=Q(asked_by__isnull=False, opens_at__isnull=True)
                | Q(asked_by__isnull=True, opens_at__isnull=False, opens_at__gte=F("asked_at") + SHORTEST_WAIT),
                name="who_asks_for_herself_waits",
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at__isnull=True), name="one_way_back_is_open_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"recovery {self.pk}"
