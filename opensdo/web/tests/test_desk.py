"""The staff site begins where the day does: each at her own work, a stranger at the sign-in."""

from __future__ import annotations

from opensdo.parties.accounts.models import User
from tests.processes import Process


def test_an_officer_begins_at_her_queue(desk: Process, rosa: User, sol: User) -> None:
    for officer in (rosa, sol):
        desk.sign_in(officer)
        assert desk.get("/staff/")["Location"] == "/staff/certification/"


def test_somebody_without_a_queue_begins_at_the_evidence(desk: Process, db: None) -> None:
    user = User.objects.create_user("noor@example.org", is_staff=True)
    desk.sign_in(user)
    assert desk.get("/staff/")["Location"] == "/staff/assurance/"


def test_a_stranger_is_asked_to_sign_in(desk: Process, db: None) -> None:
    assert desk.get("/staff/")["Location"].startswith("/staff/account/login/")
