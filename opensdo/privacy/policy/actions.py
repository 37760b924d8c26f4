"""Post a version, confirm what the controls test, attest what no control can."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import DEFAULT_DB_ALIAS, DatabaseError, IntegrityError, transaction

from opensdo.privacy.ledger.actions import append
from opensdo.privacy.policy.models import Attestation, Confirmation, Version
from opensdo.privacy.policy.rules import ATTESTABLE
from opensdo.privacy.policy.text import Policy, parse

YEAR = timedelta(days=365)
LONGEST = timedelta(days=366)


class NotPosted(Exception):
    """The database refused the version; the message says why."""


class NotAttestable(Exception):
    """This promise has to be measured, and nobody's word will do; or the word would last for too long."""


def post(
    text: str,
    effective_on: date,
    *,
    purposes: Sequence[str],
    by: int | str,
    at: datetime,
    using: str = DEFAULT_DB_ALIAS,
) -> Version:
    """As the owner. The text must read as a policy; the database sets the day of posting and holds the 30 days."""
    parse(text)
    try:
        with transaction.atomic(using=using):
            versions = Version.objects.using(using)
            last = versions.order_by("-number").first()
            made = versions.create(
                number=last.number + 1 if last else 1,
                posted_on=at.date(),
                effective_on=effective_on,
                purposes=sorted(purposes),
                text=text,
            )
            made.refresh_from_db()
            append("policy.posted", made, using=using, sha256=made.sha256, effective_on=str(effective_on), by=str(by))
    except (IntegrityError, DatabaseError) as refused:
        raise NotPosted(str(refused).splitlines()[0]) from refused
    return made


def confirm(
    policy: Policy, passages: Sequence[str], *, by: int | str, at: datetime, using: str = DEFAULT_DB_ALIAS
) -> int:
    """Says that somebody read these words beside their controls. Returns how many were new."""
    known = {passage.id: passage for passage in policy.passages}
    with transaction.atomic(using=using):
        rows = [Confirmation(passage=name, hash=known[name].hash, confirmed_at=at) for name in passages]
        before = Confirmation.objects.using(using).count()
        Confirmation.objects.using(using).bulk_create(rows, ignore_conflicts=True)
        for row in rows:
            append("policy.confirmed", f"policy:{row.passage}", using=using, hash=row.hash, by=str(by))
        return Confirmation.objects.using(using).count() - before


def attest(
    passage: str,
    words: str,
    *,
    officer: str,
    by: int | str,
    at: datetime,
    until: datetime | None = None,
    signer: int | None = None,
    using: str = DEFAULT_DB_ALIAS,
) -> Attestation:
    """An officer signs, for a year at most. `officer` is the office held; `signer` is who signed on paper, where `by`
    is the operator who wrote it down. Raises NotAttestable."""
    until = until or at + YEAR
    if passage.partition(".")[0] not in ATTESTABLE:
        raise NotAttestable(passage)
    if not at < until <= at + LONGEST:
        raise NotAttestable(f"until {until:%Y-%m-%d}")
    with transaction.atomic(using=using):
        made = Attestation.objects.using(using).create(
            passage=passage, words=words, officer=officer, attested_at=at, expires_at=until
        )
        append(
            "policy.attested",
            made,
            using=using,
            passage=passage,
            officer=officer,
            signer=str(signer or by),
            by=str(by),
            until=f"{until:%Y-%m-%d}",
        )
    return made
