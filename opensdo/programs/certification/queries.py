"""What the applicant's pages ask across several records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from opensdo.law.authorities import authority
from opensdo.parties.accounts.models import Officer, Role
from opensdo.parties.businesses.models import Business
from opensdo.parties.personnel.models import Appointment
from opensdo.privacy.data.purposes import APPLY, LOOK_IN, PURPOSES
from opensdo.privacy.disclosures import queries as disclosures
from opensdo.programs.certification.casefile import CaseFile
from opensdo.programs.certification.models import Application

KINDS = {
    "sealed.opened": "Opened",
    "sealed.refused": "Tried to open, and was refused",
    "record.read": "Read your file",
    "file.read": "Read a file",
    "certification.taken_up": "Took up the closed case again",
}
UNKNOWN = "Somebody in the office"
SEALED = {"businesses.Owner.ssn": "the Social Security number", "businesses.Business.ein": "the tax number (EIN)"}


def my_applications() -> list[tuple[Application, str]]:
    """The newest first, each with the name of its business."""
    found = list(Application.objects.seen_for(APPLY).order_by("-begun_at"))
    names = dict(Business.objects.filter(pk__in={each.business_id for each in found}).values_list("pk", "legal_name"))
    return [(each, names[each.business_id]) for each in found]


@dataclass(frozen=True)
class Look:
    """One reading, in words: who, what, when, for which purpose, with which reason."""

    at: datetime
    who: str
    what: str
    purpose: str
    reason: str


def looks(case: CaseFile) -> list[Look]:
    """Of this file only; a person with two firms has two files."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT at, kind, actor, absent, purpose, what, reason FROM looks_at_mine() WHERE about = %s",
            [case.application.subject_id],
        )
        found = cursor.fetchall()
    officers = {
        str(each.user_id): f"{each.name}, {each.title.lower()}"
        for each in Officer.objects.filter(user_id__in={int(who) for row in found for who in row[2:4] if who})
    }
    agencies = _agencies({int(row[2]) for row in found if row[4] == LOOK_IN.code})
    purposes = {each.code: each.words for each in PURPOSES}
    names = {f"businesses.Owner:{owner.pk}": owner.full_name for owner in case.owners}
    names |= {paper.document.reference: paper.document.name for paper in case.papers}
    return [
        Look(
            at=at,
            who=officers.get(actor, UNKNOWN) + (f", in the place of {officers.get(absent, UNKNOWN)}" if absent else ""),
            what=_what(kind, what, names),
            purpose=agencies.get(actor, purposes[code]) if code == LOOK_IN.code else purposes.get(code, code or ""),
            reason=reason or "",
        )
        for at, kind, actor, absent, code, what, reason in found
    ]


def _agencies(readers: set[int]) -> dict[str, str]:
    """For which agency each of them reads, and what for: as the two people who let her in wrote it."""
    roles = Appointment.objects.filter(user_id__in=readers, role=Role.READER).order_by("approved_at")
    return {str(each.user_id): f"look into a record for {each.agency}: {each.reads_for}" for each in roles}


@dataclass(frozen=True)
class Gift:
    """One time that facts were given outside, in words."""

    at: datetime
    to: str
    use: str
    law: str
    facts: tuple[str, ...]
    statements: int


def gifts(case: CaseFile) -> list[Gift]:
    """Of this file only."""
    found = []
    for each in disclosures.given(case.application.subject_id):
        law = authority(each.basis)
        facts = tuple(dict.fromkeys(label.rpartition(".")[2].replace("_", " ") for label in each.fields))
        found.append(Gift(each.at, each.given_to, each.use, f"{law.short}, {law.title}", facts, each.statements))
    return found


def _what(kind: str, what: str, names: dict[str, str]) -> str:
    """`what` is "model.field:number" of a sealed value, or the reference of a file."""
    field, _, number = what.rpartition(":")
    thing = SEALED.get(field, names.get(what, ""))
    owner = names.get(f"{field.rpartition('.')[0]}:{number}", "")
    return f"{KINDS[kind]}{f': {thing}' if thing else ''}{f' of {owner}' if owner else ''}"
