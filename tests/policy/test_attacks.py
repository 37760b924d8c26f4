"""Attempts to look better than one is: evidence put in, changed, taken from elsewhere, or from another time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from opensdo.oversight.assurance.scratch import _environment
from opensdo.privacy.data.purposes import PURPOSES, Login
from opensdo.privacy.policy import actions
from opensdo.privacy.policy.models import Evidence, Proof, Version
from opensdo.privacy.policy.queries import policy_day
from opensdo.privacy.policy.rules import Status
from opensdo.privacy.policy.standings import standings
from tests.evidence import found
from tests.processes import logged_in

WRITTEN = ("policy_evidence", "policy_proof", "policy_attestation", "policy_confirmation", "policy_version")
EVIDENCE = (
    "INSERT INTO policy_evidence (control, passage, holds, examined, sentence, staff, build, asked_at, expires_at)"
    " VALUES ('x', 'need-to-know', true, 1, 'All is well.', '', '0', now(), now() + interval '1 day')"
)
PROOF = (
    "INSERT INTO policy_proof (control, passage, caught, broken, staff, build, proved_at)"
    " VALUES ('x', 'need-to-know', true, '', '', '0', now())"
)
SIGNED = (
    "INSERT INTO policy_attestation (passage, officer, words, attested_at, expires_at)"
    " VALUES ('executive-protection', 'privacy officer', 'Kept.', now(), now() + interval '1 day')"
)
CONFIRMED = "INSERT INTO policy_confirmation (passage, hash, confirmed_at) VALUES ('x', 'y', now())"
MAY = {("need_assure", EVIDENCE)}  # the worker, when it asks; nobody else, and never a proof


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def refused(statement: str, *, login: Login, role: str | None = None) -> bool:
    try:
        with transaction.atomic(), logged_in(login):
            if role:
                run(f"SET LOCAL ROLE {role}")
            run(statement)
    except ProgrammingError:
        return True
    return False


@pytest.mark.parametrize("statement", [EVIDENCE, PROOF, SIGNED, CONFIRMED])
@pytest.mark.parametrize("login", list(Login))
def test_no_login_writes_evidence_whatever_it_steps_into(policy: Version, login: Login, statement: str) -> None:
    assert refused(statement, login=login)
    for purpose in PURPOSES:
        if purpose.login == login:
            assert refused(statement, login=login, role=purpose.role) is ((purpose.role, statement) not in MAY)


@pytest.mark.parametrize("table", WRITTEN)
@pytest.mark.parametrize("verb", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_what_was_written_stays_even_for_the_owner(policy: Version, table: str, verb: str) -> None:
    column = "number" if table == "policy_version" else "id"
    with pytest.raises(DatabaseError), transaction.atomic():
        run(verb.format(table, column, column))


@pytest.mark.parametrize("table", WRITTEN)
@pytest.mark.parametrize("login", list(Login))
def test_no_login_changes_it(policy: Version, table: str, login: Login) -> None:
    assert refused(f"DELETE FROM {table}", login=login)
    assert refused(f"UPDATE {table} SET {'number = 1' if table == 'policy_version' else 'id = 1'}", login=login)


def test_a_version_cannot_be_back_dated(policy: Version) -> None:
    """The day of posting is the database's, whatever is said; so the notice cannot be made longer than it was."""
    today = policy_day(timezone.now())
    late = f"'{today + timedelta(days=14)}'"
    back = f"'{today - timedelta(days=60)}'"
    with pytest.raises(IntegrityError), transaction.atomic():
        run(
            "INSERT INTO policy_version (number, posted_on, effective_on, purposes, text, sha256)"
            f" VALUES (2, {back}, {late}, '{{}}', 'x', '')"
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        run(f"UPDATE policy_version SET posted_on = {back}")
    assert Version.objects.get().posted_on == today


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "America/New_York"])
def test_thirty_days_are_thirty_days_in_every_time_zone(policy: Version, zone: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('TimeZone', %s, true)", [zone])
        cursor.execute("SELECT current_date")
        today: date = cursor.fetchone()[0]
    with pytest.raises(actions.NotPosted):
        actions.post(policy.text, today + timedelta(days=29), purposes=[], by="test", at=timezone.now())
    made = actions.post(policy.text, today + timedelta(days=30), purposes=[], by="test", at=timezone.now())
    assert made.notice == 30


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
def test_an_answer_expires_at_the_same_moment_everywhere(policy: Version, zone: str) -> None:
    now = timezone.now()
    found("need-to-know", at=now - timedelta(days=2, seconds=-60))
    with timezone.override(zone):
        assert status(policy, now) is Status.KEPT
        assert status(policy, now + timedelta(seconds=61)) is Status.EXPIRED


def test_an_answer_from_the_future_is_not_taken(policy: Version) -> None:
    for table, column in ((Evidence, "asked_at"), (Proof, "proved_at")):
        with pytest.raises(IntegrityError, match=f"{column} lies in the future"), transaction.atomic():
            later = timezone.now() + timedelta(hours=2)
            rest = {"asked_at": later, "expires_at": later + timedelta(days=1), "holds": True, "examined": 1}
            given = rest if table is Evidence else {"proved_at": later, "caught": True}
            table.objects.create(control="x", passage="x", build="0", **given)


def test_an_answer_that_slipped_in_while_the_clock_ran_ahead_is_not_known(policy: Version) -> None:
    run("ALTER TABLE policy_evidence DISABLE TRIGGER not_from_the_future")
    found("need-to-know", at=timezone.now() + timedelta(minutes=4))
    assert status(policy, timezone.now()) is Status.KEPT  # two clocks are never quite the same
    assert status(policy, timezone.now() - timedelta(minutes=30)) is Status.UNKNOWN  # the clock was put back


def test_an_answer_never_counts_for_ever(policy: Version) -> None:
    at = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        ever = datetime(9999, 1, 1, tzinfo=UTC)
        Evidence.objects.create(
            control="x", passage="x", build="0", holds=True, examined=1, asked_at=at, expires_at=ever
        )


def test_a_proof_of_another_build_does_not_count(policy: Version) -> None:
    found("need-to-know", build="0+another")
    assert status(policy, timezone.now()) is Status.UNKNOWN


def status(policy: Version, now: datetime) -> Status:
    return next(each.status for each in standings(policy.read(), now=now) if each.passage.id == "need-to-know")


def test_the_process_that_breaks_things_is_told_nothing_of_the_offices_files_and_keys(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It lays down files, spoils them, and makes keys: wherever the settings say."""
    for name in ("FILES", "KEYS", "KEY_SERVICE", "CLAMD"):
        monkeypatch.setenv(f"OPENSDO_{name}", "/srv/office")
    told = _environment(tmp_path, "opensdo_scratch_1", None)
    assert "/srv/office" not in told.values()
    assert told["OPENSDO_HOME"] == str(tmp_path)
