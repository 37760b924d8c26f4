"""Who may put whom to work on whom: the function that hands out subjects, called with hostile words."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from opensdo.parties.accounts.models import User
from opensdo.parties.businesses.models import Business, Owner
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.models import Assignment
from opensdo.privacy.data.purposes import ALLOT, CERTIFY, Login, Purpose
from opensdo.privacy.data.vault import Refused, reveal
from tests.processes import logged_in

REASON = "Matching the tax return of 2025"


def refuses(by: User, purpose: Purpose, to: User, wanted: str, about: int | None) -> bool:
    with logged_in(Login.STAFF), acting(by, purpose), connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute("SELECT assign(%s, %s, %s)", [to.pk, wanted, about])
        except ProgrammingError as error:
            return "may assign" in str(error)
    return False


def test_nobody_appoints_anybody_by_handing_out_no_subject(assigned: Business, rosa: User, sol: User) -> None:
    """A null is equal to nothing, and not unequal to anything: it must not slip through either way."""
    assert refuses(rosa, CERTIFY, rosa, "certify", None)
    for wanted in ("certify", "allot", "audit"):
        assert refuses(sol, ALLOT, sol, wanted, None)


@pytest.mark.parametrize("wanted", ["apply", "audit", "allot", "seal", "", None])
def test_who_hands_out_cases_hands_out_nothing_else(
    assigned: Business, sol: User, eve: User, wanted: str | None
) -> None:
    assert refuses(sol, ALLOT, eve, wanted, assigned.subject_id)  # type: ignore[arg-type]


def test_an_officer_passes_on_her_own_cases_only(assigned: Business, rosa: User, otto: User) -> None:
    assert refuses(otto, CERTIFY, otto, "certify", assigned.subject_id)
    assert refuses(rosa, CERTIFY, otto, "apply", assigned.subject_id)
    assert not refuses(rosa, CERTIFY, otto, "certify", assigned.subject_id)


def test_an_assignment_to_nobody_opens_nothing(assigned: Business, otto: User) -> None:
    Assignment.objects.create(actor=otto, purpose=CERTIFY.code, subject=None)
    owner = Owner.objects.get()
    with logged_in(Login.STAFF), pytest.raises(Refused):
        reveal(owner, "ssn", purpose=CERTIFY, by=otto, reason=REASON)
