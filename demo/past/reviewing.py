"""The office's half: Sol hands cases out, Rosa reads and asks and recommends, Sol decides."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from demo.past.cases import CASES
from demo.past.days import later, sent_on, working_day
from demo.past.shape import OPENED, Case, Stage
from demo.sites import at_site
from opensdo.law.parameters import parameter
from opensdo.papers.documents import actions as documents
from opensdo.parties.accounts.models import User
from opensdo.parties.businesses.models import Owner
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import ALLOT, CERTIFY, Login, Purpose
from opensdo.privacy.data.vault import reveal
from opensdo.programs.certification.actions import deciding, reviewing
from opensdo.programs.certification.casefile import open_file
from opensdo.programs.certification.clock import day_of, office_calendar
from opensdo.programs.certification.criteria import Found
from opensdo.programs.certification.desk import asked_of
from opensdo.programs.certification.models import Application, Assessment
from opensdo.programs.certification.states import Status

FINDINGS = {
    "ongoing": "Bills and bank entries of the last twelve months show regular work for several customers.",
    "ownership": "The founding papers, the tax returns and the bank letter agree with the shares in the application.",
    "board": "The list of the board and the minutes agree: women hold five of seven seats and votes.",
    "exempt": "The letter of the IRS and the charity certificate are there and in force.",
    "status": "Each owner who counts has sent a passport, or the card of a permanent resident.",
    "control": "The papers give every major decision to the owners who count. Their résumés show that they lead the"
    " daily work.",
    "independent": "It has its own space, staff, tools and customers, and it owes nothing to another firm.",
}
REASON = "Every criterion was read with the papers. The findings say what they show."


def review(at: datetime) -> None:
    """Each half of a case is one transaction; whatever somebody has changed since stays as it is."""
    with at_site(Login.PUBLIC):  # the staff site does not know applicants by their address
        applicants = dict(User.objects.values_list("email", "pk"))
    cases = [(case, applicants[case.email]) for case in CASES]
    with at_site(Login.STAFF):
        rosa, sol = (User.objects.get(email=f"{name}@example.org") for name in ("rosa", "sol"))
        for case, whose in cases:
            _hand_out(case, whose, rosa, sol, at)
        for case, whose in cases:
            _read(case, whose, rosa, sol, at)
        for case, whose in cases:
            _decide(case, whose, sol, at)


def _hand_out(case: Case, whose: int, rosa: User, sol: User, now: datetime) -> None:
    if case.stage < Stage.HANDED_OUT:
        return
    with acting(sol, ALLOT):
        found = _first(whose, ALLOT)
        if found.status == Status.SUBMITTED:
            reviewing.assign(found.pk, rosa.pk, by=sol, at=later(_sent(case, now), 1, now))


def _read(case: Case, whose: int, rosa: User, sol: User, now: datetime) -> None:
    if not case.found:
        return
    with acting(rosa, CERTIFY):
        found = _first(whose, CERTIFY)
        if found.status != Status.UNDER_REVIEW or Assessment.objects.filter(application_id=found.pk).exists():
            return
    if case.opened_because:
        _look(found, case.opened_because, rosa)
    with transaction.atomic(), acting(rosa, CERTIFY):
        _assess(case, found, rosa, now)
        if case.asked:
            asked_at = later(working_day(day_of(now), -case.asked.ago), 0, now)
            cure = parameter("cure_days", on=day_of(asked_at))
            until = office_calendar().shift(day_of(asked_at), cure.number, cure.unit)
            reviewing.request_information(
                found.pk, case.asked.requirement, case.asked.what, case.asked.why, until, by=rosa, at=asked_at
            )
        if case.stage >= Stage.RECOMMENDED:
            reviewing.recommend(found.pk, sol.pk, REASON, by=rosa, at=later(working_day(day_of(now), -1), 0, now))


def _look(found: Application, why: str, rosa: User) -> None:
    """What she opened stays in the ledger, for the applicant to see."""
    with acting(rosa, CERTIFY):
        file = open_file(found, CERTIFY)
        owner = Owner.objects.seen_for(CERTIFY).filter(business_id=found.business_id).order_by("pk")[0]
    reveal(owner, "ssn", purpose=CERTIFY, by=rosa, reason=why)
    document = next(each.document for each in file.papers if each.requirement == OPENED)
    for _ in documents.read(document, purpose=CERTIFY, by=rosa):
        pass


def _assess(case: Case, found: Application, rosa: User, now: datetime) -> None:
    for place, asked in enumerate(asked_of(found)[: case.found]):
        against = case.against.get(asked.code)
        outcome = Found.NOT_MET if against else Found.MET
        words = against or FINDINGS[asked.code.partition(".")[0]]
        reviewing.assess(found.pk, asked.code, outcome, words, by=rosa, at=later(_sent(case, now), 2 + place, now))


def _decide(case: Case, whose: int, sol: User, now: datetime) -> None:
    """Today: a letter names the policy in force on its day, and this office's first one begins today."""
    if case.stage < Stage.DECIDED:
        return
    with acting(sol, CERTIFY):
        found = _first(whose, CERTIFY)
        if found.status == Status.RECOMMENDED:
            deciding.decide(found.pk, by=sol, at=now)


def _first(whose: int, purpose: Purpose) -> Application:
    return Application.objects.seen_for(purpose).filter(applicant_id=whose).order_by("pk")[0]


def _sent(case: Case, now: datetime) -> date:
    return sent_on(case.due_in, day_of(now))
