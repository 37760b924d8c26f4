"""A role: one person proposes, another approves, it ends by a day or by an act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from opensdo.kit import references
from opensdo.law.parameters import parameter
from opensdo.parties.accounts.models import Role, User
from opensdo.parties.personnel import queries, rules
from opensdo.parties.personnel.models import Appointment
from opensdo.parties.personnel.states import LIFE, Status
from opensdo.privacy.ledger.actions import append


class NotFit(Exception):
    """The role cannot be granted so. The text says why, for the person who tried."""


@dataclass(frozen=True)
class Wanted:
    """What is proposed. A reader's agency and purpose are public record."""

    role: Role
    until: date
    agency: str = ""
    reads_for: str = ""


def found(user: User, role: Role, until: date, *, at: datetime, using: str = settings.OWNER_DATABASE) -> Appointment:
    """By the operator, while an office has no two people who could do it."""
    with transaction.atomic(using=using):
        made = Appointment.objects.using(using).create(
            reference=references.new("ROLE"),
            user=user,
            role=role,
            since=queries.day_of(at),
            until=until,
            proposed_at=at,
        )
        LIFE.move(made, "approve")
        made.approved_at = at
        made.save(using=using, update_fields=["status", "approved_at"])
        append("role.founded", made, using=using, user=user.pk, role=role, until=until.isoformat())
    return made


@transaction.atomic
def propose(user_id: int, wanted: Wanted, *, by: User, at: datetime) -> Appointment:
    """What waits has no effect. Proposed again, it is the same proposal."""
    if user_id == by.pk:
        raise NotFit("Nobody proposes her own role. Ask another person.")
    today = queries.day_of(at)
    if wrong := rules.wrong_end(wanted.until, today, parameter("staff_role_months", on=today).number):
        raise NotFit(f"{wrong}.")
    waiting = Appointment.objects.filter(user_id=user_id, role=wanted.role, status=Status.PROPOSED).first()
    if waiting and (waiting.until, waiting.agency, waiting.reads_for) != (
        wanted.until,
        wanted.agency,
        wanted.reads_for,
    ):
        raise NotFit(
            f"This role is proposed already, until {waiting.until:%-d %B %Y}. Take it back, then propose anew."
        )
    if waiting:
        return waiting
    if wrong := rules.conflict(wanted.role, queries.roles_of(user_id)):
        raise NotFit(wrong)
    made = Appointment.objects.create(
        reference=references.new("ROLE"),
        user_id=user_id,
        role=wanted.role,
        since=today,
        until=wanted.until,
        agency=wanted.agency,
        reads_for=wanted.reads_for,
        proposed_by=by,
        proposed_at=at,
    )
    append("role.proposed", made, user=user_id, role=wanted.role, until=wanted.until.isoformat())
    return made


@transaction.atomic
def approve(appointment_id: int, *, by: User, at: datetime) -> Appointment:
    """In force from now. A role that she holds already is renewed: the older one ends with this."""
    appointment = locked(appointment_id)
    if wrong := rules.wrong_people(appointment.user_id, appointment.proposed_by_id, by.pk):
        raise NotFit(wrong)
    today = queries.day_of(at)
    if appointment.until < today:
        raise NotFit("Its last day is over. Propose it again.")
    held = list(Appointment.objects.select_for_update().filter(user_id=appointment.user_id, status=Status.HELD))
    others = {each.role for each in held if each.until >= today}
    if wrong := rules.conflict(appointment.role, others):
        raise NotFit(wrong)
    LIFE.move(appointment, "approve")
    for older in held:
        if older.role == appointment.role:
            _end(older, by=by, at=at)
    appointment.since, appointment.approved_by, appointment.approved_at = today, by, at
    appointment.save(update_fields=["status", "since", "approved_by", "approved_at"])
    append("role.approved", appointment, user=appointment.user_id, role=appointment.role)
    return appointment


@transaction.atomic
def refuse(appointment_id: int, *, by: User, at: datetime) -> Appointment:
    """By somebody else it is refused; by who proposed it, taken back."""
    appointment = locked(appointment_id)
    own = appointment.proposed_by_id == by.pk
    LIFE.move(appointment, "take_back" if own else "refuse")
    appointment.ended_by, appointment.ended_at = by, at
    appointment.save(update_fields=["status", "ended_by", "ended_at"])
    append("role.taken_back" if own else "role.refused", appointment, user=appointment.user_id, role=appointment.role)
    return appointment


@transaction.atomic
def end(appointment_id: int, *, by: User, at: datetime) -> Appointment:
    """Over at once: the next statement in the database sees it. One person is enough to take power away."""
    return _end(locked(appointment_id), by=by, at=at)


def _end(appointment: Appointment, *, by: User, at: datetime) -> Appointment:
    LIFE.move(appointment, "end")
    appointment.ended_by, appointment.ended_at = by, at
    appointment.save(update_fields=["status", "ended_by", "ended_at"])
    append("role.ended", appointment, user=appointment.user_id, role=appointment.role)
    return appointment


def locked(appointment_id: int) -> Appointment:
    return Appointment.objects.select_for_update().get(pk=appointment_id)
