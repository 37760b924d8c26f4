"""A role takes two people and ends by a day; neither the pages nor the database make an exception."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from opensdo.parties.accounts.models import Role, User
from opensdo.parties.businesses.models import Business
from opensdo.parties.personnel.models import Appointment
from opensdo.parties.personnel.queries import independent, roles_of
from opensdo.parties.personnel.tests.conftest import Grant, boxes, page_of, soon
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import CERTIFY, STAFFING, Login
from opensdo.privacy.ledger.models import Entry
from tests.processes import Process, logged_in


def sees(user: User, business: Business) -> bool:
    with logged_in(Login.STAFF), acting(user, CERTIFY):
        return Business.objects.seen_for(CERTIFY).filter(pk=business.pk).exists()


def proposed(desk: Process, by: User, user: User, role: Role) -> Appointment:
    desk.sign_in(by)
    answer = desk.post(f"{page_of(user)}role/", {"role": role.value, **boxes(soon())})
    assert answer.status_code == 302
    return Appointment.objects.get(user=user, role=role)


def test_a_role_is_in_force_when_another_approves_it(desk: Process, vera: User, noor: User, lea: User) -> None:
    role = proposed(desk, vera, lea, Role.AUDITOR)
    address = f"/staff/people/roles/{role.reference}/"
    assert "another person has to approve it" in desk.get(address).content.decode()
    desk.post(address, {"verb": "approve"})
    assert roles_of(lea.pk) == []
    desk.sign_in(noor)
    assert "1 thing waits" in desk.get("/staff/people/").content.decode()
    desk.post(address, {"verb": "approve"})
    assert roles_of(lea.pk) == [Role.AUDITOR]
    kinds = Entry.objects.filter(kind__startswith="role.").order_by("id").values_list("kind", "actor")
    assert list(kinds)[-2:] == [("role.proposed", str(vera.pk)), ("role.approved", str(noor.pk))]


def test_nobody_proposes_or_approves_her_own(desk: Process, vera: User, noor: User) -> None:
    desk.sign_in(vera)
    page = desk.post(f"{page_of(vera)}role/", {"role": "supervisor", **boxes(soon())}, follow=True).content.decode()
    assert "Nobody proposes her own role" in page
    role = proposed(desk, noor, vera, Role.SUPERVISOR)
    desk.sign_in(vera)
    desk.post(f"/staff/people/roles/{role.reference}/", {"verb": "approve"})
    assert roles_of(vera.pk) == [Role.ADMINISTRATOR]


@pytest.mark.parametrize("column", ["proposed_by_id", "user_id", "approved_by_id"])
def test_the_database_refuses_one_person_alone(grant: Grant, vera: User, lea: User, column: str) -> None:
    role = grant(lea, Role.AUDITOR)
    with pytest.raises(DatabaseError), transaction.atomic():
        Appointment.objects.filter(pk=role.pk).update(
            approved_by_id=role.user_id if column == "user_id" else role.proposed_by_id,
            proposed_by_id=role.user_id if column == "proposed_by_id" else role.proposed_by_id,
        )


def test_no_staff_process_signs_for_another_or_without_the_role(vera: User, noor: User, lea: User, otto: User) -> None:
    row = {"user_id": lea.pk, "role": Role.SUPERVISOR, "since": soon(), "until": soon(), "proposed_at": timezone.now()}
    for actor, named in ((vera, noor.pk), (otto, otto.pk), (vera, None)):
        with logged_in(Login.STAFF), acting(actor, STAFFING), pytest.raises(DatabaseError), transaction.atomic():
            Appointment.objects.create(reference=f"ROLE-{actor.pk}-{named}", proposed_by_id=named, **row)


def test_an_ended_role_takes_its_rows_along_at_once(desk: Process, assigned: Business, rosa: User, vera: User) -> None:
    assert sees(rosa, assigned)
    role = Appointment.objects.get(user=rosa)
    desk.sign_in(vera)
    desk.post(f"/staff/people/roles/{role.reference}/", {"verb": "end"})
    assert not sees(rosa, assigned)


def test_a_role_ends_by_itself_after_its_last_day(assigned: Business, rosa: User) -> None:
    today = soon() - timedelta(days=60)
    for last, seen in ((today, True), (today - timedelta(days=1), False)):
        Appointment.objects.filter(user=rosa).update(since=today - timedelta(days=9), until=last)
        with connection.cursor() as cursor:
            cursor.execute("SELECT post(%s)", [rosa.pk])
        assert sees(rosa, assigned) is seen


def test_a_renewal_is_two_people_again_and_leaves_one_role(grant: Grant, lea: User) -> None:
    first, second = grant(lea, Role.AUDITOR), grant(lea, Role.AUDITOR)
    first.refresh_from_db()
    assert (first.status, second.status) == ("ended", "held")
    assert roles_of(lea.pk) == [Role.AUDITOR]


def test_who_granted_a_role_is_not_independent_of_its_holder(grant: Grant, vera: User, noor: User, lea: User) -> None:
    assert independent(vera.pk, lea.pk)
    grant(lea, Role.CERTIFICATION_OFFICER)
    assert not independent(vera.pk, lea.pk)
    assert not independent(lea.pk, noor.pk)
    assert independent(vera.pk, noor.pk)
    assert not independent(vera.pk, vera.pk)
    assert not independent(None, vera.pk)


def test_an_auditor_holds_nothing_else(desk: Process, grant: Grant, vera: User, lea: User) -> None:
    grant(lea, Role.AUDITOR)
    desk.sign_in(vera)
    page = desk.post(f"{page_of(lea)}role/", {"role": "supervisor", **boxes(soon())}, follow=True).content.decode()
    assert "An auditor holds no other role" in page


@pytest.mark.parametrize("address", ["", "invite/", "review/"])
def test_to_an_officer_without_the_right_these_pages_do_not_exist(desk: Process, rosa: User, address: str) -> None:
    desk.sign_in(rosa)
    assert desk.get(f"/staff/people/{address}").status_code == 404
    assert desk.get(page_of(rosa)).status_code == 404


def test_a_reader_has_an_agency_and_a_purpose(desk: Process, vera: User, lea: User) -> None:
    desk.sign_in(vera)
    answer = desk.post(f"{page_of(lea)}role/", {"role": "reader", **boxes(soon())})
    assert answer.status_code == 422
    assert "Write the agency" in answer.content.decode()


def test_a_review_keeps_and_ends_with_a_result_for_each(
    desk: Process, assigned: Business, rosa: User, otto: User, vera: User
) -> None:
    kept, over = Appointment.objects.get(user=rosa), Appointment.objects.get(user=otto)
    Appointment.objects.filter(pk=kept.pk).update(approved_at=timezone.now() - timedelta(days=400))
    desk.sign_in(vera)
    assert "1 role is overdue" in desk.get("/staff/people/review/").content.decode()
    page = desk.post("/staff/people/review/", {f"{kept.reference}-keep": "keep", f"{over.reference}-keep": "end"})
    assert all(words in page.content.decode() for words in ("Rosa Medeiros", "Kept", "Ended today"))
    assert roles_of(otto.pk) == []
    assert list(kept.reviews.values_list("reach", "reviewed_by_id")) == [(1, vera.pk)]
    assert "No role is overdue" in desk.get("/staff/people/review/").content.decode()
