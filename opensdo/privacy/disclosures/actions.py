"""Give data outside. There is no other way out, and each time is written down for the person it is about."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction

from opensdo.law.authorities import Standing, authority
from opensdo.law.entries import Unknown
from opensdo.privacy.data.answering import statements
from opensdo.privacy.data.declare import Category
from opensdo.privacy.data.purposes import Purpose
from opensdo.privacy.data.records import Whose, everywhere, in_words, seen
from opensdo.privacy.data.sealed import sealed_in
from opensdo.privacy.data.vault import reveal
from opensdo.privacy.disclosures.models import Disclosure, Recipient
from opensdo.privacy.ledger.actions import append


class NotAgreed(Exception):
    """No agreement that is in force names this recipient with these fields."""


class NotLawful(Exception):
    """The basis is no authority that is in force."""


class NotDeclared(Exception):
    """No room declares such a field, or it may never leave."""


@dataclass(frozen=True)
class Fact:
    """`row` counts the records of one kind from 1; numbers of the database stay inside."""

    field: str
    words: str
    row: int
    value: str


@dataclass(frozen=True)
class Statement:
    """What the person says against a fact: the law has it travel with every disclosure of the fact."""

    field: str
    words: str
    on: str


@dataclass(frozen=True)
class Payload:
    """What goes out. `nonce` keeps the digest in the ledger from telling a number that could be guessed."""

    to: str
    agreement: str
    use: str
    basis: str
    facts: tuple[Fact, ...]
    statements: tuple[Statement, ...]
    nonce: str

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, indent=2)

    @property
    def digest(self) -> str:
        return sha256(self.as_json().encode()).hexdigest()


@transaction.atomic
def register(
    code: str, *, name: str, agreement: str, use: str, fields: Sequence[str], since: date, until: date, by: int
) -> Recipient:
    """By who is appointed to it, acting for FIND. Raises NotDeclared."""
    for label in fields:
        _known(label)
    made = Recipient(
        code=code, name=name, agreement=agreement, use=use, fields=list(fields), since=since, until=until,
        registered_by_id=by,
    )  # fmt: skip
    made.save(force_insert=True)
    append("recipient.registered", made, code=code, fields=list(fields), until=until.isoformat())
    return made


@transaction.atomic
def disclose(
    recipient: str, subject: int, *, fields: Sequence[str], basis: str, purpose: Purpose, by: AbstractBaseUser,
    reason: str, at: datetime,
) -> Payload:  # fmt: skip
    """The facts with the person's own words beside them, for an officer who acts for `purpose`.

    Hand it on only when this transaction is committed: then the note of it is, too. `reason` opens what is sealed.
    Raises NotAgreed, NotLawful, NotDeclared, and Refused when a sealed field is not for this purpose.
    """
    agreed = _agreed(recipient, fields, at.date())
    _in_force(basis, at.date())
    facts = tuple(
        fact for label in dict.fromkeys(fields) for fact in _facts(_known(label), subject, label, purpose, by, reason)
    )
    said = statements(subject, fields, purpose)
    payload = Payload(
        to=agreed.name,
        agreement=agreed.agreement,
        use=agreed.use,
        basis=basis,
        facts=facts,
        statements=tuple(Statement(each.label, each.statement, each.decided_at.date().isoformat()) for each in said),
        nonce=secrets.token_hex(16),
    )
    _write_down(agreed, payload, subject, fields, purpose, by, at)
    return payload


def _write_down(
    agreed: Recipient,
    payload: Payload,
    subject: int,
    fields: Sequence[str],
    purpose: Purpose,
    by: AbstractBaseUser,
    at: datetime,
) -> None:
    made = Disclosure(
        subject_id=subject, recipient=agreed, given_to=agreed.name, agreement=agreed.agreement, use=agreed.use,
        basis=payload.basis, purpose=purpose.code, fields=list(dict.fromkeys(fields)), facts=len(payload.facts),
        statements=len(payload.statements), digest=payload.digest, by_id=by.pk, at=at,
    )  # fmt: skip
    made.save(force_insert=True)
    append(
        "data.disclosed", made, recipient=agreed.code, basis=made.basis, fields=made.fields, facts=made.facts,
        statements=made.statements, digest=made.digest,
    )  # fmt: skip


def _agreed(code: str, fields: Sequence[str], on: date) -> Recipient:
    found = Recipient.objects.filter(code=code, since__lte=on, until__gte=on).first()
    if found is None:
        raise NotAgreed(f"No agreement with {code!r} is in force.")
    if not fields or (outside := set(fields) - set(found.fields)):
        raise NotAgreed(f"The agreement does not name {', '.join(sorted(outside)) if fields else 'no field'}.")
    return found


def _in_force(basis: str, on: date) -> None:
    try:
        standing = authority(basis).standing(on)
    except Unknown:
        raise NotLawful(f"{basis} is no authority that we know.") from None
    if standing not in (Standing.IN_FORCE, Standing.AMENDED):
        raise NotLawful(f"{basis} is not in force.")


def _known(label: str) -> type[models.Model]:
    model_label, _, name = label.rpartition(".")
    for holding in everywhere():
        for table in holding.tables:
            if table.model._meta.label == model_label and name in table.personal:
                if table.personal[name].category is Category.CREDENTIAL:
                    raise NotDeclared(f"{label} never leaves.")
                return table.model
    raise NotDeclared(f"No room declares {label}.")


def _facts(
    model: type[models.Model], subject: int, label: str, purpose: Purpose, by: AbstractBaseUser, reason: str
) -> Iterator[Fact]:
    name = label.rpartition(".")[2]
    for holding in everywhere():
        for table in holding.tables:
            if table.model is model:
                rows = seen(model, purpose, holding.rows(table, Whose(subject=subject))).order_by("pk")
                for number, row in enumerate(rows, 1):
                    if name not in sealed_in(model):
                        yield Fact(label, table.words, number, in_words(getattr(row, name)))
                    elif getattr(row, f"has_{name}", True):
                        opened = reveal(row, name, purpose=purpose, by=by, reason=reason)
                        yield Fact(label, table.words, number, opened)
