"""Facts leave by one door: under an agreement, by a law, with the person's own words, and she can see it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from conftest import officer
from opensdo.parties.accounts.models import Role, User
from opensdo.parties.businesses.models import Business, Owner
from opensdo.privacy.data import answering
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.models import Assignment
from opensdo.privacy.data.purposes import APPLY, CERTIFY, FIND, RECORDS, Login, Purpose
from opensdo.privacy.disclosures import actions
from opensdo.privacy.disclosures.actions import NotAgreed, NotDeclared, NotLawful, Payload
from opensdo.privacy.disclosures.models import Disclosure, Recipient
from opensdo.privacy.disclosures.queries import given, told
from opensdo.privacy.ledger.models import Entry
from opensdo.programs.certification.models import Application
from tests.processes import Process, logged_in

NAME, SHARE, SSN = "businesses.Owner.full_name", "businesses.Owner.share", "businesses.Owner.ssn"
Give = Callable[..., Payload]


@pytest.fixture
def rita(assigned: Business) -> User:
    user = officer("Rita Sand", Role.RECORDS_OFFICER)
    for purpose, subject in ((FIND, None), (RECORDS, assigned.subject_id)):
        Assignment.objects.create(actor=user, purpose=purpose.code, subject_id=subject)
    return user


def agree(by: User, until: date, fields: tuple[str, ...] = (NAME, SHARE)) -> Recipient:
    with logged_in(Login.STAFF), acting(by, FIND):
        return actions.register(
            "revenue", name="Department of Revenue", agreement="ISA 2026-4", use="To check the owners", fields=fields,
            since=date(2026, 1, 1), until=until, by=by.pk,
        )  # fmt: skip


@pytest.fixture
def give(assigned: Business, rita: User) -> Give:
    def disclose(*fields: str, by: User = rita, purpose: Purpose = RECORDS, basis: str = "c66a") -> Payload:
        with logged_in(Login.STAFF), acting(by, purpose):
            return actions.disclose(
                "revenue", assigned.subject_id, fields=fields, basis=basis, purpose=purpose, by=by,
                reason="Asked for by the department", at=timezone.now(),
            )  # fmt: skip

    return disclose


def test_the_facts_go_out_with_her_statement_and_the_note_holds_no_value(
    give: Give, rita: User, assigned: Business, ada: User
) -> None:
    agree(rita, date(2099, 1, 1))
    owner = Owner.objects.get()
    with logged_in(Login.STAFF), acting(rita, RECORDS):
        answering.refuse(
            assigned.subject_id, SHARE, str(owner.pk), statement="I own it all.", reason="The deed says else.",
            by=rita.pk, at=timezone.now(),
        )  # fmt: skip
    payload = give(NAME, SHARE)
    assert [(fact.field, fact.row, fact.value) for fact in payload.facts] == [
        (NAME, 1, "Ada Marlowe"),
        (SHARE, 1, "66.50"),
    ]
    assert [each.words for each in payload.statements] == ["I own it all."]
    assert set(json.loads(payload.as_json())) >= {"facts", "statements", "agreement", "basis", "use", "nonce"}
    entry = Entry.objects.get(kind="data.disclosed")
    assert (entry.about, entry.detail["fields"], entry.detail["digest"]) == (
        assigned.subject_id,
        [NAME, SHARE],
        payload.digest,
    )
    assert "Marlowe" not in str(entry.detail) + str(Disclosure.objects.values())
    with logged_in(Login.PUBLIC), acting(ada, APPLY):
        assert [each.given_to for each in given(assigned.subject_id)] == ["Department of Revenue"]
    with logged_in(Login.STAFF), acting(rita, RECORDS):
        assert told(assigned.subject_id, SHARE) == {"Department of Revenue"}
        assert told(assigned.subject_id, "businesses.Owner.citizenship") == set()


def test_two_payloads_of_the_same_facts_have_different_digests(give: Give, rita: User) -> None:
    agree(rita, date(2099, 1, 1))
    assert give(SHARE).digest != give(SHARE).digest


@pytest.mark.parametrize(
    ("fields", "basis", "wrong"),
    [
        ((SSN,), "c66a", NotAgreed),
        (("businesses.Owner.citizenship",), "c66a", NotAgreed),
        (("businesses.Owner.shoe_size",), "c66a", NotAgreed),
        ((), "c66a", NotAgreed),
        ((NAME,), "eo-504", NotLawful),
        ((NAME,), "because", NotLawful),
    ],
)
def test_what_no_agreement_and_no_law_covers_stays(
    give: Give, rita: User, fields: tuple[str, ...], basis: str, wrong: type[Exception]
) -> None:
    agree(rita, date(2099, 1, 1))
    with pytest.raises(wrong):
        give(*fields, basis=basis)
    assert not Disclosure.objects.exists()


def test_an_agreement_that_has_ended_or_was_never_made_gives_nothing(give: Give, rita: User, rosa: User) -> None:
    with pytest.raises(NotAgreed):
        give(NAME)
    agree(rita, timezone.localdate() - timedelta(days=1))
    with pytest.raises(NotAgreed):
        give(NAME)
    for secret in ("accounts.User.password", "businesses.Owner.shoe_size"):
        with pytest.raises(NotDeclared):
            agree(rita, date(2099, 1, 1), (secret,))
    with pytest.raises(DatabaseError, match="appointed"):
        agree(rosa, date(2099, 1, 1))


def test_a_sealed_number_is_opened_only_where_agreement_and_purpose_allow_it(
    give: Give, rita: User, rosa: User
) -> None:
    agree(rita, date(2099, 1, 1), (NAME, SSN))
    assert give(SSN, by=rosa, purpose=CERTIFY).facts[0].value == "123-45-6789"
    assert Entry.objects.get(kind="sealed.opened").detail["reason"] == "Asked for by the department"
    assert "123-45-6789" not in str(Entry.objects.values_list("detail", flat=True))


def test_the_list_is_written_once_and_the_database_keeps_the_agreement(give: Give, rita: User) -> None:
    agree(rita, date(2099, 1, 1))
    give(NAME)
    kept = Disclosure.objects.values().get()
    for statement in (
        "UPDATE disclosures_disclosure SET fields = '{}'",
        "DELETE FROM disclosures_disclosure",
        "TRUNCATE disclosures_disclosure",
        f'INSERT INTO disclosures_disclosure SELECT (jsonb_populate_record(d, \'{{"id": 99, "fields": ["{SSN}"]}}\')).*'
        " FROM disclosures_disclosure d",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Disclosure.objects.values().get() == kept


def test_the_applicant_sees_who_her_facts_were_given_to(
    submitted: Application, ada: User, site: Process, desk: Process
) -> None:
    address = f"/certification/applications/{submitted.reference}/given/"
    site.sign_in(ada)
    assert "no facts of this file" in site.get(address).content.decode()
    rita = officer("Rita Sand", Role.RECORDS_OFFICER)
    for purpose, subject in ((FIND, None), (RECORDS, submitted.subject_id)):
        Assignment.objects.create(actor=rita, purpose=purpose.code, subject_id=subject)
    agree(rita, date(2099, 1, 1))
    given: dict[str, Any] = {"fields": (NAME,), "basis": "c66a", "purpose": RECORDS, "by": rita, "reason": ""}
    with logged_in(Login.STAFF), acting(rita, RECORDS):
        actions.disclose("revenue", submitted.subject_id, at=timezone.now(), **given)
    page = site.get(address).content.decode()
    for words in ("Department of Revenue", "Full name", "To check the owners", "G.L. c.66A"):
        assert words in page
    assert "Marlowe" not in page
    eve = User.objects.create_user("eve@example.org")
    site.sign_in(eve)
    assert site.get(address).status_code == 404
