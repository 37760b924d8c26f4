"""A sealed value is opened for a purpose, by who is assigned, for a reason; every try leaves a trace."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import ProgrammingError, connection, transaction
from django.template import Context, Template

from opensdo.parties.accounts.models import User
from opensdo.parties.businesses.models import Business, Owner
from opensdo.privacy.data import keyring, keys
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.models import Assignment, DataKey, VaultItem
from opensdo.privacy.data.purposes import APPLY, CERTIFY, Login
from opensdo.privacy.data.sealed import DOTS, DotsPostedBack, SealedElsewhere
from opensdo.privacy.data.vault import Refused, open_subject, reveal, seal
from opensdo.privacy.ledger.models import Entry
from tests.processes import logged_in

REASON = "Matching the tax return of 2025"


@pytest.fixture
def owner(assigned: Business) -> Owner:
    return Owner.objects.get()


def look(owner: Owner, by: User, reason: str = REASON) -> str:
    with logged_in(Login.STAFF):
        return reveal(owner, "ssn", purpose=CERTIFY, by=by, reason=reason)


def refused(owner: Owner, by: User, reason: str = REASON) -> str:
    """What the ledger says of a look that the database did not allow."""
    with logged_in(Login.STAFF), pytest.raises(Refused):
        reveal(owner, "ssn", purpose=CERTIFY, by=by, reason=reason)
    return str(Entry.objects.get(kind="sealed.refused").detail["refusal"])


def test_the_assigned_officer_opens_it_and_leaves_a_trace(owner: Owner, rosa: User) -> None:
    assert look(owner, rosa) == "123-45-6789"
    entry = Entry.objects.get(kind="sealed.opened")
    assert (entry.actor, entry.role, entry.about) == (str(rosa.pk), "need_certify", owner.subject_id)
    assert entry.detail == {"reason": REASON}


def test_a_newer_item_takes_the_place_of_an_older_one(owner: Owner, ada: User, rosa: User) -> None:
    with logged_in(Login.PUBLIC), acting(ada, APPLY):
        seal(owner, "ssn", "987-65-4321")
    assert look(owner, rosa) == "987-65-4321"


@pytest.mark.parametrize("reason", ["", "   ", "because", "          "])
def test_without_a_reason_it_stays_shut_and_the_refusal_is_kept(owner: Owner, rosa: User, reason: str) -> None:
    assert refused(owner, rosa, reason) == "no reason"


def test_an_officer_without_the_assignment_cannot_open_it(owner: Owner, otto: User) -> None:
    assert refused(owner, otto) == "not assigned"


def test_who_sealed_it_cannot_open_it(owner: Owner, ada: User) -> None:
    with logged_in(Login.PUBLIC), acting(ada, APPLY):
        with pytest.raises(ProgrammingError, match="permission denied for function reveal"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT * FROM reveal('x', 1, 'because I want to')")


def test_shredded_is_shut_for_ever(owner: Owner, rosa: User) -> None:
    DataKey.objects.all().delete()
    assert refused(owner, rosa) == "shredded"


def test_without_the_private_half_nothing_opens(owner: Owner, rosa: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "ring", lambda: keyring.Ring({}, ()))
    with pytest.raises(keys.Unopenable):
        look(owner, rosa)


def as_superuser(statement: str, given: list[Any]) -> None:
    """Past the triggers that refuse it: what somebody does who owns the server."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE postgres; SET LOCAL session_replication_role = replica")
        cursor.execute(statement, given)
        cursor.execute("SET LOCAL session_replication_role = origin; SET LOCAL ROLE opensdo_owner")


def test_what_is_moved_to_another_row_field_or_subject_does_not_open(owner: Owner, ada: User, rosa: User) -> None:
    with logged_in(Login.PUBLIC), acting(ada, APPLY):
        stranger = Business.objects.create(subject=open_subject(), legal_name="Marlowe Castings LLC")
    Assignment.objects.create(actor=rosa, purpose=CERTIFY.code, subject_id=stranger.subject_id)
    row = Owner.objects.create(subject_id=owner.subject_id, business_id=owner.business_id, full_name="Ben", share=1)
    as_superuser("UPDATE data_vaultitem SET record = %s", [row.pk])
    shut(row, "ssn", rosa)
    as_superuser("UPDATE data_vaultitem SET label = 'businesses.Business.ein', record = %s", [owner.business_id])
    shut(owner.business, "ein", rosa)
    for table in ("data_vaultitem", "data_datakey"):
        as_superuser(f"UPDATE {table} SET subject_id = %s", [stranger.subject_id])
    as_superuser("UPDATE data_vaultitem SET label = 'businesses.Owner.ssn', record = %s", [owner.pk])
    as_superuser("UPDATE businesses_owner SET subject_id = %s", [stranger.subject_id])
    shut(Owner.objects.get(pk=owner.pk), "ssn", rosa)


def shut(record: Business | Owner, name: str, rosa: User) -> None:
    with pytest.raises(keys.Mismatched), logged_in(Login.STAFF):
        reveal(record, name, purpose=CERTIFY, by=rosa, reason=REASON)


def test_two_items_never_share_a_key(owner: Owner, ada: User) -> None:
    with logged_in(Login.PUBLIC), acting(ada, APPLY):
        seal(owner, "ssn", "123-45-6789")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE postgres")
        assert VaultItem.objects.values("ciphertext").distinct().count() == 2
        cursor.execute("SET LOCAL ROLE opensdo_owner")
    assert DataKey.objects.count() == 2


def test_dots_are_all_there_is(owner: Owner) -> None:
    assert Template("{{ owner.ssn }}").render(Context({"owner": owner})) == DOTS
    assert f"{owner.ssn}" == DOTS
    assert "ssn" not in vars(owner)


def test_dots_cannot_be_stored(owner: Owner) -> None:
    with pytest.raises(DotsPostedBack):
        owner.ssn = DOTS
    with pytest.raises(DotsPostedBack):
        seal(owner, "ssn", "•••-••-6789")
    with pytest.raises(SealedElsewhere):
        owner.ssn = "123-45-6789"


def test_she_sees_who_looked_and_a_stranger_does_not(owner: Owner, ada: User, eve: User, rosa: User) -> None:
    look(owner, rosa)
    question = "SELECT kind, actor, purpose, reason FROM looks_at_mine()"
    with logged_in(Login.PUBLIC), connection.cursor() as cursor:
        with acting(ada, APPLY):
            cursor.execute(question)
            assert cursor.fetchall() == [("sealed.opened", str(rosa.pk), "certify", REASON)]
        with acting(eve, APPLY):
            cursor.execute(question)
            assert cursor.fetchall() == []


def test_two_that_make_the_first_keys_at_once_make_one_pair(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: keyring.make_keyring(tmp_path, "2026"), range(8)))
    private = X25519PrivateKey.from_private_bytes((tmp_path / "2026.key").read_bytes())
    assert private.public_key().public_bytes_raw() == (tmp_path / "2026.pub").read_bytes()
