"""Give a certificate, end one, and publish the signed list of those that ended."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection, transaction

from opensdo.kit import references
from opensdo.kit.signing import certificates as signed
from opensdo.kit.signing import keys
from opensdo.law.categories import category
from opensdo.law.parameters import parameter
from opensdo.parties.accounts.models import User
from opensdo.privacy.data.purposes import CERTIFY
from opensdo.privacy.ledger.actions import append
from opensdo.programs.certification.clock import day_of, office_calendar
from opensdo.programs.certification.models import Application, Certificate, RevocationList

NEXT_LIST: Final = timedelta(days=7)  # the worker signs a new one every day; a week of trouble leaves none too old


class Because(StrEnum):
    """Why a certificate ends before its last day. A code: the list is public, the story is in the file."""

    WITHDRAWN = "withdrawn"
    DECERTIFIED = "decertified"
    REPLACED = "replaced"
    MISTAKE = "mistake"


class AlreadyOver(Exception):
    """It has ended, or its last day is past."""


def issue(application: Application, firm: str, codes: list[str], *, by: User, at: datetime) -> list[Certificate]:
    """One for each category, signed, inside the transaction of the decision."""
    day, signer = day_of(at), keys.current(Path(settings.KEYRING_FOLDER))
    made = []
    for code in codes:
        number, through = references.new(code), last_day(code, day)
        name = category(code, on=day).name
        statement = signed.certify(number, firm, name, since=day, through=through, on=day, signer=signer)
        made.append(
            Certificate.objects.create(
                subject_id=application.subject_id,
                business_id=application.business_id,
                application=application,
                category=code,
                number=number,
                since=day,
                through=through,
                statement=statement,
                issued_by=by,
            )
        )
        append("certificate.issued", made[-1], number=number, category=code, through=through.isoformat())
    return made


def last_day(code: str, since: date) -> date:
    """A certification counts from the date of the letter and ends by itself."""
    rule = parameter("validity" if category(code, on=since).for_profit else "validity_nonprofit", on=since)
    return office_calendar().shift(since, rule.number, rule.unit) - timedelta(days=1)


@transaction.atomic
def end(number: str, because: Because, *, by: User, at: datetime) -> Certificate:
    """From today it does not stand. The list that says so is signed in the same transaction. Raises AlreadyOver."""
    certificate = Certificate.objects.seen_for(CERTIFY).select_for_update().get(number=number)
    today = day_of(at)
    if certificate.ended_on or certificate.through < today:
        raise AlreadyOver(number)
    certificate.ended_on, certificate.ended_because = today, because.value
    certificate.save(update_fields=["ended_on", "ended_because"])
    append("certificate.ended", certificate, number=number, because=because.value)
    publish(at=at)
    return certificate


def publish(*, at: datetime) -> RevocationList:
    """Sign the whole list anew. Needs the private key, which the public site does not have."""
    today = day_of(at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, ended_on, reason FROM ended_certificates()")
        ended = [signed.Revocation(*row) for row in cursor.fetchall()]
    signer = keys.current(Path(settings.KEYRING_FOLDER))
    text = signed.revoke(ended, as_of=today, next_update=today + NEXT_LIST, signer=signer)
    made = RevocationList.objects.create(signed=text, as_of=today, made_at=at)
    append("certificate.list_published", f"certification.RevocationList:{made.pk}", ended=len(ended))
    return made


def publish_first(*, at: datetime) -> None:
    """Whoever checks a certificate asks for the list: a new office has one, without an entry, from its first minute."""
    if not RevocationList.objects.exists():
        publish(at=at)
