"""What the office does with a case: hand it out, assess it, ask, recommend, send back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from django.db import transaction

from opensdo.kit.lifecycle import NotAllowed
from opensdo.parties.accounts.models import Role, User
from opensdo.parties.personnel.queries import independent, officers, stands_in
from opensdo.privacy.data import actions as data
from opensdo.privacy.data.purposes import ALLOT, CERTIFY, Purpose
from opensdo.privacy.ledger.actions import append
from opensdo.programs.certification import letters
from opensdo.programs.certification.clock import day_of
from opensdo.programs.certification.criteria import Found, open_criteria, outcomes
from opensdo.programs.certification.desk import asked_of
from opensdo.programs.certification.models import Application, Assessment, InformationRequest, Note
from opensdo.programs.certification.states import LIFE, OPEN, Status

CERTIFIERS = (Role.CERTIFICATION_OFFICER, Role.SUPERVISOR)
ANYBODY: Final = -1  # the caller did not look whose it was


class NotYours(Exception):
    """The case is another officer's, or this step is another role's. The text says whose."""


class NotReady(Exception):
    """Something has to be done before. The text says what."""


@transaction.atomic
def assign(application_id: int, officer_id: int, *, saw: int | None = ANYBODY, by: User, at: datetime) -> Application:
    """Hand a case to an officer, or from one to another. Called for the purpose of handing out cases.

    `saw` is whose it was on the page that was looked at: what somebody else did meanwhile is not done over.
    """
    if not officers(*CERTIFIERS).filter(user_id=officer_id).exists():
        raise NotYours("Choose a certification officer.")
    application = locked(application_id, ALLOT)
    if application.status not in OPEN:
        raise NotAllowed(f"cannot assign what is {application.status}")
    if application.officer_id == officer_id:
        return application
    if saw not in (ANYBODY, application.officer_id):
        raise NotYours(f"Somebody else handed over {application.reference} while you looked. It stays as it is now.")
    if application.status == Status.SUBMITTED:
        LIFE.move(application, "assign")
    before, application.officer_id, application.assigned_at = application.officer_id, officer_id, at
    if before and not (application.status == Status.RECOMMENDED and before == application.supervisor_id):
        data.unassign(before, CERTIFY, application.subject_id)
    data.assign(officer_id, CERTIFY, application.subject_id)
    application.save(update_fields=["status", "officer", "assigned_at"])
    append("certification.assigned", application, to=officer_id, before=before)
    return application


@transaction.atomic
def assess(application_id: int, criterion: str, outcome: Found, finding: str, *, by: User, at: datetime) -> Assessment:
    """One finding, in the officer's own words, under the rule of the day on which the case was sent."""
    application = mine(application_id, by, Status.UNDER_REVIEW)
    asked = {each.code: each for each in asked_of(application)}[criterion]
    assessment, _ = Assessment.objects.seen_for(CERTIFY).update_or_create(
        application_id=application.pk,
        criterion=asked.code,
        defaults={"outcome": outcome.value, "finding": finding, "cites": asked.cites, "by_id": by.pk, "at": at},
        create_defaults={
            "subject_id": application.subject_id,
            "outcome": outcome.value,
            "finding": finding,
            "cites": asked.cites,
            "by_id": by.pk,
            "at": at,
        },
    )
    append("certification.assessed", application, criterion=asked.code, outcome=outcome.value)
    return assessment


@transaction.atomic
def request_information(
    application_id: int, requirement: str, what: str, why: str, until: date, *, by: User, at: datetime
) -> InformationRequest:
    """One thing at a time; the clock stands still until it is there."""
    application = mine(application_id, by, Status.UNDER_REVIEW)
    if until <= day_of(at):
        raise NotReady("Give the business at least until tomorrow.")
    LIFE.move(application, "request_information")
    request = InformationRequest.objects.create(
        subject_id=application.subject_id,
        application=application,
        requirement=requirement,
        what=what,
        why=why,
        asked_by=by,
        asked_at=at,
        until=until,
    )
    application.save(update_fields=["status"])
    append("certification.information_requested", application, request=request.pk, requirement=requirement)
    letters.information_asked(application, request, at=at)
    return request


@transaction.atomic
def resume(application_id: int, *, by: User, at: datetime) -> Application:
    """Take the request back: the clock goes on without the answer."""
    application = mine(application_id, by, Status.INFORMATION_REQUESTED)
    LIFE.move(application, "resume")
    request = InformationRequest.objects.seen_for(CERTIFY).get(application_id=application.pk, ended_at=None)
    request.ended_at = at
    request.save(update_fields=["ended_at"])
    application.save(update_fields=["status"])
    append("certification.request_taken_back", application, request=request.pk)
    letters.request_taken_back(application, request, at=at)
    return application


@transaction.atomic
def recommend(application_id: int, supervisor_id: int, reason: str, *, by: User, at: datetime) -> Application:
    """The findings say what for each category; the officer says why. From here it is a supervisor's."""
    application = mine(application_id, by, Status.UNDER_REVIEW)
    asked, found = asked_of(application), findings_of(application)
    if still := open_criteria(asked, found):
        raise NotReady(f"{len(still)} of {len(asked)} criteria are still open: {still[0].name}.")
    if supervisor_id == by.pk or not is_supervisor(supervisor_id):
        raise NotYours("Who recommends does not decide. Choose another supervisor.")
    if not independent(by.pk, supervisor_id):
        raise NotYours("One of you granted the other a role, so you are not two independent people. Choose another.")
    LIFE.move(application, "recommend")
    application.recommendation = outcomes(asked, found, application.categories)
    application.recommendation_reason = reason
    application.recommended_by, application.recommended_at = by, at
    application.supervisor_id = supervisor_id
    data.assign(supervisor_id, CERTIFY, application.subject_id)
    application.save(
        update_fields=[
            "status", "recommendation", "recommendation_reason", "recommended_by", "recommended_at", "supervisor",
        ]
    )  # fmt: skip
    append("certification.recommended", application, outcomes=application.recommendation, to=supervisor_id)
    letters.waits_for_decision(application, supervisor_id, at=at)
    return application


@transaction.atomic
def return_it(application_id: int, why: str, *, by: User, at: datetime) -> Application:
    """The supervisor sends it back to the officer, with a note."""
    application = locked(application_id, CERTIFY)
    may_decide(application, by)
    LIFE.move(application, "return")
    application.recommendation, application.recommendation_reason = {}, ""
    application.recommended_by = application.recommended_at = None
    application.save(
        update_fields=["status", "recommendation", "recommendation_reason", "recommended_by", "recommended_at"]
    )
    _note(application, why, by, at)
    append("certification.returned", application, to=application.officer_id)
    return application


@transaction.atomic
def add_note(application_id: int, text: str, *, by: User, at: datetime) -> Note:
    """Kept twice in a row it is the same note: the button was pressed twice."""
    application = locked(application_id, CERTIFY)
    last = Note.objects.seen_for(CERTIFY).filter(application_id=application.pk).order_by("-at", "-pk").first()
    if last and (last.by_id, last.text) == (by.pk, text):
        return last
    append("certification.noted", application)
    return _note(application, text, by, at)


def locked(application_id: int, purpose: Purpose) -> Application:
    """Everything waits for the row: two officers become one after the other."""
    return Application.objects.seen_for(purpose).select_for_update().get(pk=application_id)


def mine(application_id: int, by: User, status: Status) -> Application:
    application = locked(application_id, CERTIFY)
    if application.officer_id != by.pk and not stands_in(by.pk, application.officer_id):
        raise NotYours("Only the officer who has this case can do that, or her stand-in.")
    if application.status != status:
        raise NotAllowed(f"cannot do that to what is {application.status}")
    return application


def may_decide(application: Application, by: User) -> None:
    """Four eyes: who recommended never decides. The database refuses it as well."""
    if application.recommended_by_id == by.pk:
        raise NotYours("You recommended this case, so another supervisor has to decide it.")
    if not is_supervisor(by.pk):
        raise NotYours("Only a supervisor decides a case.")
    if Assessment.objects.filter(application_id=application.pk, by_id=by.pk).exists():
        raise NotYours("You wrote a finding on this case, so another supervisor has to decide it.")
    if application.recommended_by_id and not independent(by.pk, application.recommended_by_id):
        raise NotYours("You and who recommended it granted one the other's role, so another supervisor has to decide.")


def is_supervisor(user_id: int) -> bool:
    return officers(Role.SUPERVISOR).filter(user_id=user_id).exists()


def findings_of(application: Application) -> Mapping[str, str]:
    found = Assessment.objects.seen_for(CERTIFY).filter(application_id=application.pk)
    return {each.criterion: each.outcome for each in found}


def _note(application: Application, text: str, by: User, at: datetime) -> Note:
    return Note.objects.create(
        subject_id=application.subject_id, application_id=application.pk, text=text, by=by, at=at
    )
