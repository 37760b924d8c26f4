"""A reader of another agency reads where a case stands, until a day; a closed case is opened again knowingly."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from opensdo.parties.accounts.models import Officer, Role, User
from opensdo.parties.businesses.models import Business, Owner
from opensdo.parties.personnel.models import Appointment
from opensdo.parties.personnel.queries import day_of
from opensdo.parties.personnel.tests.conftest import boxes
from opensdo.privacy.data import actions as data
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.models import Assignment, StandIn
from opensdo.privacy.data.purposes import CERTIFY, LOOK_IN, Login
from opensdo.privacy.ledger.models import Entry
from opensdo.programs.certification.models import Application
from tests.processes import Process, logged_in

READERS, GIVEN, TAKE_UP = ("/staff/certification/" + each for each in ("all/readers/", "given/", "all/take-up/"))
WHY = "The business asks us to correct its certificate."


@pytest.fixture
def kai(db: None) -> User:
    """Let in by the operator, as the first ones are."""
    user, now = User.objects.create_user("kai@example.org", is_staff=True), timezone.now()
    Officer.objects.create(user=user, reference="STAFF-KAI", name="Kai Moreno", title=Role.READER.label)
    role = Appointment.objects.create(
        reference="ROLE-KAI",
        user=user,
        role=Role.READER,
        since=day_of(now),
        until=day_of(now) + timedelta(days=90),
        agency="City of Lowell",
        reads_for="a joint review of bids",
        proposed_at=now,
    )
    Appointment.objects.filter(pk=role.pk).update(status="held", approved_at=now)
    return user


def give(desk: Process, sol: User, kai: User, case: Application, days: int = 10) -> int:
    desk.sign_in(sol)
    until = timezone.localdate() + timedelta(days=days)
    words = {"reader": str(kai.pk), "cases": f" {case.reference.lower()}\n", **boxes(until)}
    return int(desk.post(READERS, words).status_code)


def reading(kai: User) -> Process:
    hers = Process(Login.STAFF)
    hers.sign_in(kai)
    return hers


def test_a_reader_sees_what_a_supervisor_named_and_the_applicant_sees_her(
    desk: Process, site: Process, submitted: Application, kai: User, sol: User, ada: User
) -> None:
    hers, page = reading(kai), f"{GIVEN}{submitted.reference}/"
    assert hers.get("/staff/")["Location"] == GIVEN
    assert "No file is open to you" in hers.get(GIVEN).content.decode()
    assert hers.get(page).status_code == 404
    assert give(desk, sol, kai, submitted) == 302
    assert submitted.reference in hers.get(GIVEN).content.decode()
    shown = hers.get(page).content.decode()
    assert all(words in shown for words in ("Ada Ironworks LLC", "Worcester", "Sent, not read yet"))
    assert "Marlowe" not in shown
    assert Entry.objects.filter(kind="record.read", actor=str(kai.pk), role=LOOK_IN.role).count() == 1
    site.sign_in(ada)
    told = site.get(f"/certification/applications/{submitted.reference}/looks/").content.decode()
    assert "Kai Moreno" in told
    assert "for City of Lowell: a joint review of bids" in told


def test_it_ends_by_itself_by_an_act_and_with_the_role(
    desk: Process, submitted: Application, kai: User, sol: User
) -> None:
    hers, page = reading(kai), f"{GIVEN}{submitted.reference}/"
    give(desk, sol, kai, submitted)
    row = Assignment.objects.filter(actor=kai, subject_id=submitted.subject_id)
    row.update(until=timezone.localdate() - timedelta(days=2))
    assert hers.get(page).status_code == 404
    give(desk, sol, kai, submitted)
    assert hers.get(page).status_code == 200
    desk.post(f"{READERS}end/", {"reader": kai.officer.reference, "case": submitted.reference})
    assert hers.get(page).status_code == 404
    give(desk, sol, kai, submitted)
    Appointment.objects.filter(user=kai).update(status="ended")
    with connection.cursor() as cursor:
        cursor.execute("SELECT post(%s)", [kai.pk])
    assert hers.get(page).status_code == 404


@pytest.mark.parametrize("days", [-1, 400])
def test_a_wrong_day_is_told_and_gives_nothing(
    desk: Process, submitted: Application, kai: User, sol: User, days: int
) -> None:
    assert give(desk, sol, kai, submitted, days) == 422
    assert not Assignment.objects.filter(actor=kai, subject_id=submitted.subject_id).exists()


def test_the_database_gives_a_reader_these_fields_and_no_more(
    desk: Process, submitted: Application, kai: User, sol: User
) -> None:
    give(desk, sol, kai, submitted)
    with logged_in(Login.STAFF), acting(kai, LOOK_IN):
        assert Business.objects.seen_for(LOOK_IN).get().legal_name == "Ada Ironworks LLC"
        for asked in (
            Business.objects.values_list("zip_code"),
            Business.objects.values_list("email"),
            Application.objects.values_list("recommendation"),
            Owner.objects.values_list("full_name"),
        ):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                list(asked)


def test_nobody_gives_without_a_last_day_or_without_handing_out(submitted: Application, kai: User, rosa: User) -> None:
    with logged_in(Login.STAFF), acting(rosa, CERTIFY), pytest.raises(DatabaseError), transaction.atomic():
        data.assign(kai.pk, LOOK_IN, submitted.subject_id, until=timezone.localdate())


def test_these_pages_exist_for_those_who_need_them(desk: Process, rosa: User, kai: User) -> None:
    desk.sign_in(rosa)
    assert [desk.get(page).status_code for page in (READERS, GIVEN, TAKE_UP)] == [404] * 3
    desk.sign_in(kai)
    assert [desk.get(page).status_code for page in (READERS, GIVEN, TAKE_UP)] == [404, 200, 404]


def test_a_closed_case_is_taken_up_with_a_reason_that_the_applicant_reads(
    desk: Process, site: Process, submitted: Application, sol: User, ada: User
) -> None:
    desk.sign_in(sol)
    typed = {"case": submitted.reference.lower(), "reason": WHY}
    assert "still open" in desk.post(TAKE_UP, typed).content.decode()
    Application.objects.filter(pk=submitted.pk).update(status="withdrawn")
    assert desk.get(f"/staff/certification/{submitted.reference}/").status_code == 404
    assert desk.post(TAKE_UP, typed | {"reason": "because"}).status_code == 422
    answer = desk.post(TAKE_UP, typed)
    assert answer["Location"] == f"/staff/certification/{submitted.reference}/"
    assert desk.get(answer["Location"]).status_code == 200
    ends = Assignment.objects.get(actor=sol, subject_id=submitted.subject_id).until
    assert ends == timezone.localdate() + timedelta(days=30)
    site.sign_in(ada)
    told = site.get(f"/certification/applications/{submitted.reference}/looks/").content.decode()
    assert all(words in told for words in ("Sol Abara", "Took up the closed case again", WHY))


def test_the_applicant_reads_both_names_of_a_stand_in(
    desk: Process, site: Process, handed: Application, rosa: User, otto: User, ada: User
) -> None:
    now = timezone.now()
    days = {"since": day_of(now), "until": day_of(now)}
    StandIn.objects.create(reference="STAND-1", absent=rosa, deputy=otto, set_by=rosa, set_at=now, **days)
    desk.sign_in(otto)
    assert desk.get(f"/staff/certification/{handed.reference}/").status_code == 200
    site.sign_in(ada)
    told = site.get(f"/certification/applications/{handed.reference}/looks/").content.decode()
    assert "Otto Lindqvist, certification officer, in the place of Rosa Medeiros" in told
