"""What an officer who looks after the staff tries by SQL in the staff site's process."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from opensdo.parties.accounts.models import Role, User
from opensdo.parties.personnel.actions import recovering
from opensdo.parties.personnel.models import Appointment, Recovery
from opensdo.parties.personnel.queries import independent, roles_of
from opensdo.parties.personnel.tests.conftest import Grant, soon
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.models import StandIn
from opensdo.privacy.data.purposes import STAFFING, Login
from tests.processes import logged_in

TODAY = timezone.localdate()
BEGUN = "INSERT INTO personnel_{} ({}) VALUES ({})"


def tried(by: User, statement: str, *given: object) -> str:
    """What the database said; empty when it did as it was told."""
    try:
        with transaction.atomic(), logged_in(Login.STAFF), acting(by, STAFFING), connection.cursor() as cursor:
            cursor.execute(statement, given)  # type: ignore[arg-type]
    except DatabaseError as refused:
        return str(refused)
    return ""


def appointed(by: User, whom: User, **more: object) -> str:
    row = {
        "reference": "ROLE-FORGED", "user_id": whom.pk, "role": "supervisor", "status": "proposed", "since": TODAY,
        "until": soon(), "agency": "", "reads_for": "", "proposed_by_id": by.pk, "proposed_at": timezone.now(), **more,
    }  # fmt: skip
    return tried(by, BEGUN.format("appointment", ", ".join(row), ", ".join(["%s"] * len(row))), *row.values())


def test_an_appointment_is_not_born_approved_nor_put_into_the_future(vera: User, noor: User, lea: User) -> None:
    assert "begins as proposed" in appointed(vera, lea, status="held")
    assert "written once" in appointed(vera, lea, approved_at=timezone.now())
    for another in (noor, lea):
        assert appointed(vera, lea, approved_by_id=another.pk)
    assert "begins today" in appointed(vera, lea, since=soon(), until=soon() + timedelta(days=300))
    assert "proposes_her_own" in appointed(vera, vera)
    assert "does not act" in appointed(vera, lea, proposed_by_id=noor.pk)
    assert appointed(vera, lea) == ""
    assert roles_of(lea.pk) == []


def test_who_proposed_does_not_approve_and_nobody_approves_her_own(vera: User, noor: User, lea: User) -> None:
    assert appointed(vera, lea) == appointed(noor, vera, reference="ROLE-OTHER") == ""
    approve = (
        "UPDATE personnel_appointment SET status = 'held', approved_by_id = %s, approved_at = now() WHERE user_id = %s"
    )
    assert "two_people" in tried(vera, approve, vera.pk, lea.pk)
    assert "does not act" in tried(vera, approve, noor.pk, lea.pk)
    assert "her_own_role" in tried(vera, approve + " AND role = 'supervisor'", vera.pk, vera.pk)
    assert "when_it_was_approved" in tried(vera, approve, None, lea.pk)
    assert tried(vera, "UPDATE personnel_appointment SET until = until + 90, user_id = %s", vera.pk)
    assert tried(vera, "SELECT post(%s)", vera.pk)
    assert tried(vera, "INSERT INTO data_assignment (actor_id, purpose) VALUES (%s, 'certify')", vera.pk)
    assert roles_of(vera.pk) == [Role.ADMINISTRATOR]


def test_who_approved_and_who_ended_is_not_rewritten(
    grant: Grant, vera: User, noor: User, lea: User, sol: User
) -> None:
    """Or a supervisor who let an officer in would look independent of her."""
    role = grant(lea, Role.CERTIFICATION_OFFICER)
    assert "written once" in tried(
        sol, "UPDATE personnel_appointment SET approved_by_id = %s WHERE id = %s", sol.pk, role.pk
    )
    assert "written once" in tried(
        sol, "UPDATE personnel_appointment SET approved_at = '2020-01-01' WHERE id = %s", role.pk
    )
    assert "says so" in tried(sol, "UPDATE personnel_appointment SET status = 'ended' WHERE id = %s", role.pk)
    end = "UPDATE personnel_appointment SET status = 'ended', ended_by_id = %s, ended_at = now() WHERE id = %s"
    assert tried(sol, end, sol.pk, role.pk) == ""
    assert "may not go" in tried(sol, "UPDATE personnel_appointment SET status = 'held' WHERE id = %s", role.pk)
    assert "written once" in tried(
        vera, "UPDATE personnel_appointment SET ended_by_id = %s WHERE id = %s", vera.pk, role.pk
    )


def test_nobody_reviews_her_own_role_or_for_another(vera: User, noor: User) -> None:
    hers = Appointment.objects.get(user=vera)
    review = BEGUN.format("review", "appointment_id, kept, reach, reviewed_by_id, reviewed_at", "%s, true, 0, %s, {}")
    assert "somebody else reviews" in tried(vera, review.format("now()"), hers.pk, vera.pk)
    assert "does not act" in tried(vera, review.format("now()"), hers.pk, noor.pk)
    assert "somebody else reviews" in tried(noor, review.format("now() + interval '2 years'"), hers.pk, noor.pk)
    assert tried(noor, review.format("now()"), hers.pk, noor.pk) == ""


def test_an_invitation_that_is_over_is_not_opened_again(vera: User, noor: User, lea: User) -> None:
    row = "user_id, code_hash, tries, invited_by_id, invited_at, expires_at, ended_at, accepted"
    invite = BEGUN.format("invitation", row, "%s, '', 0, %s, now(), now() + interval '7 days', {}")
    assert "does not act" in tried(vera, invite.format("NULL, false"), lea.pk, noor.pk)
    assert "written once" in tried(vera, invite.format("now(), true"), lea.pk, vera.pk)
    assert tried(vera, invite.format("NULL, false"), lea.pk, vera.pk) == ""
    assert tried(vera, "UPDATE personnel_invitation SET ended_at = now()") == ""
    assert "written once" in tried(vera, "UPDATE personnel_invitation SET ended_at = NULL")
    assert "permission denied" in tried(vera, "UPDATE personnel_invitation SET expires_at = 'infinity', tries = 0")
    assert "permission denied" in tried(vera, "SELECT cut_off(%s, %s)", lea.pk, noor.pk)
    assert "lets herself go" in tried(vera, "SELECT let_go(%s)", vera.pk)


def test_a_way_back_is_not_born_done_nor_opened_again(vera: User, noor: User, rosa: User) -> None:
    row = "reference, user_id, asked_at, asked_by_id, how, approved_by_id, done, told, code_hash, tries, opens_at"
    ask = BEGUN.format("recovery", row, "'BACK-1', %s, now(), %s, '', %s, %s, 3, '', 0, NULL")
    assert "does not act" in tried(vera, ask, rosa.pk, noor.pk, None, False)
    assert "written once" in tried(vera, ask, rosa.pk, vera.pk, vera.pk, False)
    assert "written once" in tried(vera, ask, rosa.pk, vera.pk, None, True)
    assert "written once" in tried(
        vera, ask.replace("NULL", "now()"), rosa.pk, None, None, False
    )  # as if she had asked
    assert "who_asks_for_herself" in tried(vera, ask, rosa.pk, None, None, False)
    assert "her_own_way_back" in tried(vera, ask, vera.pk, vera.pk, None, False)
    with logged_in(Login.STAFF), acting(vera, STAFFING):
        back = recovering.ask(rosa, "She showed her badge.", by=vera, at=timezone.now())
    approve = "UPDATE personnel_recovery SET approved_by_id = %s"
    assert "two_people" in tried(vera, approve, vera.pk)
    assert "does not act" in tried(vera, approve, noor.pk)
    assert tried(vera, "SELECT take_off_second_step(%s)", back.pk) == ""  # which it is not: nobody approved
    assert tried(noor, "UPDATE personnel_recovery SET ended_at = now()") == ""
    assert "written once" in tried(noor, "UPDATE personnel_recovery SET ended_at = NULL")
    assert not Recovery.objects.get().done


def test_a_stand_in_is_named_once_and_an_ended_one_stays_ended(rosa: User, otto: User, vera: User) -> None:
    row = "reference, absent_id, deputy_id, since, until, set_by_id, set_at"
    name = f"INSERT INTO data_standin ({row}) VALUES (%s, %s, %s, %s, %s, %s, now())"
    assert tried(rosa, name, "STAND-1", rosa.pk, otto.pk, TODAY, soon(), rosa.pk) == ""
    assert "already" in tried(rosa, name, "STAND-2", rosa.pk, otto.pk, TODAY, soon(), rosa.pk)
    assert "already" in tried(vera, name, "STAND-3", rosa.pk, otto.pk, soon(), soon() + timedelta(9), vera.pk)
    assert "only who is away" in tried(otto, name, "STAND-4", rosa.pk, otto.pk, TODAY, soon(), otto.pk)
    assert tried(rosa, "UPDATE data_standin SET ended_at = now()") == ""
    assert "written once" in tried(otto, "UPDATE data_standin SET ended_at = NULL")
    assert StandIn.objects.filter(ended_at=None).count() == 0


def test_who_looks_after_the_staff_reads_no_password_and_no_list_of_the_public(
    vera: User, ada: User, eve: User
) -> None:
    def listed() -> set[str]:
        with logged_in(Login.STAFF), acting(vera, STAFFING):
            return set(User.objects.filter(is_staff=False).values_list("email", flat=True))

    assert "permission denied" in tried(vera, "SELECT password FROM accounts_user")
    assert listed() == set()
    with logged_in(Login.STAFF), acting(vera, STAFFING):
        recovering.ask(ada, "She came with her licence.", by=vera, at=timezone.now())
    assert listed() == {ada.email}
    Recovery.objects.update(ended_at=timezone.now())
    assert listed() == set()


def test_a_grant_of_the_past_year_still_binds(grant: Grant, vera: User, noor: User, lea: User, sol: User) -> None:
    """Renewed by others or ended, it was given by her all the same; after a year it is forgotten."""
    role = grant(lea, Role.CERTIFICATION_OFFICER)
    assert independent(lea.pk, sol.pk)
    Appointment.objects.filter(pk=role.pk).update(status="ended", ended_by=sol, ended_at=timezone.now())
    assert not independent(lea.pk, vera.pk)
    Appointment.objects.filter(pk=role.pk).update(ended_at=timezone.now() - timedelta(days=367))
    assert independent(lea.pk, vera.pk)


def test_two_stand_ins_at_the_same_moment_are_one(rosa: User, otto: User) -> None:
    given = {"absent": rosa, "deputy": otto, "since": TODAY, "until": soon(), "set_by": rosa, "set_at": timezone.now()}
    StandIn.objects.create(reference="STAND-1", **given)
    with pytest.raises(IntegrityError, match="already"), transaction.atomic():
        StandIn.objects.create(reference="STAND-2", **given)
