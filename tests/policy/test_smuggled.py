"""What somebody tries who can run SQL in a process: each attempt is refused, or says nothing."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from opensdo.parties.accounts.models import User
from opensdo.parties.businesses.models import Business, Owner
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.models import Assignment, LegalHold, VaultItem
from opensdo.privacy.data.purposes import APPLY, CERTIFY, DISPOSE, NOTIFY, PURPOSES, Login
from opensdo.privacy.data.roles import BACKUP, BASE, OPENER, OWNER, STEWARD
from opensdo.privacy.data.vault import open_subject, reveal
from opensdo.programs.certification.models import Application
from tests.processes import logged_in, somebody
from tests.sealing import at_least
from tests.settings import SERVER
from tests.stages import ADA

ROLES = (*Login, OWNER, OPENER, BASE, STEWARD, BACKUP, "postgres", "pg_read_all_data", "pg_read_server_files")
OUTSIDE = (  # what only the server's own administrator may do
    "COPY accounts_user TO PROGRAM 'cat'",
    "COPY account_emailaddress FROM PROGRAM 'id'",
    "COPY account_emailaddress FROM '/etc/passwd'",
    "COPY data_subject TO '/tmp/out'",
    "SELECT pg_read_file('postgresql.conf')",
    "SELECT pg_ls_dir('.')",
    "SELECT lo_import('/etc/passwd')",
    "SELECT lo_export(1, '/tmp/out')",
    "SELECT rolpassword FROM pg_authid",
    "SELECT passwd FROM pg_shadow",
    "SELECT stxdmcv FROM pg_statistic_ext_data",
    "SELECT stavalues1 FROM pg_statistic",
    "SELECT data FROM pg_largeobject",
    "CREATE EXTENSION dblink",
    "CREATE EXTENSION postgres_fdw",
    "CREATE SCHEMA mine",
    "CREATE TABLE mine (id int)",
    "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE TEMPORARY TABLE accounts_user (id int)",
    "CREATE DOMAIN pg_temp.timestamptz AS text",
    "CREATE ROLE mine",
    "CREATE PUBLICATION mine FOR ALL TABLES",
    "ALTER ROLE opensdo_steward PASSWORD 'mine'",
    "ALTER SYSTEM SET track_activities = on",
    "SET track_activities = on",
    "SET log_min_error_statement = error",
    "SET session_replication_role = replica",
    "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
    "CREATE RULE mine AS ON SELECT TO data_subject DO INSTEAD NOTHING",
    "DROP POLICY apply_reads ON businesses_owner",
    "SELECT setval('ledger_entry_id_seq', 1)",
    "SELECT nextval('ledger_entry_id_seq')",
    "SELECT last_value FROM data_subject_id_seq",
    "LOCK TABLE ledger_head IN EXCLUSIVE MODE",
    "SELECT 1 FROM ledger_head FOR UPDATE",
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'postgres'",
)
RESERVED = r"""
  SELECT DISTINCT kind FROM pg_proc, regexp_matches(prosrc, '''([a-z_]+\.[a-z_]+)''', 'g') AS found(kinds),
    LATERAL (SELECT kinds[1] AS kind) k
  WHERE pronamespace = 'public'::regnamespace AND prosrc LIKE '%%INSERT INTO ledger_entry%%'
    AND kind NOT LIKE 'opensdo.%%'
"""


def ask(statement: str, *given: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given or None)
        return cursor.fetchall() if cursor.description else []


def stopped(statement: str, *given: Any) -> bool:
    """By an error: neither done nor passed over in silence."""
    try:
        with transaction.atomic():
            ask(statement, *given)
    except DatabaseError:
        return True
    return False


@pytest.mark.django_db
@pytest.mark.parametrize("login", Login)
def test_no_login_reaches_outside_its_rights(login: Login, assigned: Business) -> None:
    with logged_in(login):
        done = [words for words in OUTSIDE if not stopped(words)]
    assert done == []


@pytest.mark.django_db
def test_no_function_runs_text_that_its_caller_gave() -> None:
    found = ask(
        "SELECT proname::text FROM pg_proc p WHERE pronamespace = 'public'::regnamespace AND prosecdef"
        r" AND prosrc ~* '\mexecute\M' ORDER BY 1"
    )
    builds = ["directory_follow", "keeps_to_its_subject", "lies_in_its_record", "people_named"]
    assert [name for (name,) in found] == builds, (
        "these take their words from CREATE TRIGGER or the catalog, never from a row"
    )


@pytest.mark.django_db
def test_statistics_say_no_value_of_a_table_with_rows_of_people(assigned: Business) -> None:
    ask("ANALYZE businesses_business, businesses_owner, accounts_user")
    for purpose in (APPLY, CERTIFY):
        with logged_in(purpose.login), acting(None, purpose):
            views = ("pg_stats", "pg_stats_ext", "pg_stats_ext_exprs")
            asked = f"SELECT 1 FROM {{}} WHERE tablename ~ '{'^(businesses_(business|owner)|letters|certification_a)'}'"
            assert [view for view in views if ask(asked.format(view))] == []


@pytest.mark.django_db
def test_what_only_the_database_says_no_login_says_for_it(assigned: Business, ada: User) -> None:
    """A smuggled `sealed.opened` would blame an officer; a smuggled `subject.shredded` would close a file for ever."""
    kinds = {kind for (kind,) in ask(RESERVED)}
    assert len(kinds) > 8
    assert [kind for kind in kinds if ask("SELECT ledger_reserved(%s)", kind) != [(True,)]] == []
    with logged_in(Login.PUBLIC), acting(ada, APPLY):
        for kind in sorted(kinds):
            assert stopped("INSERT INTO ledger_entry (kind, subject, detail) VALUES (%s, 'x', '{}')", kind), kind
            assert stopped("SELECT ledger_append(%s, 'x', NULL, '{}')", kind), kind


@pytest.mark.django_db
def test_nothing_of_mine_hangs_on_a_record_of_somebody_else(assigned: Business, eve: User, rosa: User) -> None:
    """It would show in the other's file, or stand in the public list under the other's name."""
    owner = Owner.objects.get()
    with logged_in(Login.PUBLIC), acting(eve, APPLY):
        mine = open_subject()
        hung = Owner(subject=mine, business_id=assigned.pk, full_name="Eve", home_address="", share=1)
        with pytest.raises(DatabaseError, match="another subject"), transaction.atomic():
            hung.save(force_insert=True)
        with pytest.raises(DatabaseError, match="another subject"), transaction.atomic():
            Application(subject=mine, business_id=assigned.pk, begun_at=timezone.now()).save(force_insert=True)
        item = VaultItem(subject=mine, label="businesses.Owner.ssn", record=owner.pk, ordinal=2**62, ciphertext=b"x")
        with pytest.raises(DatabaseError, match="its own subject"), transaction.atomic():
            item.save(force_insert=True)
    with logged_in(Login.STAFF):
        assert reveal(owner, "ssn", purpose=CERTIFY, by=rosa, reason="As on the form of 2025") == "123-45-6789"


@pytest.mark.django_db
def test_an_applicant_does_not_make_the_moves_of_an_officer(submitted: Application, ada: User) -> None:
    with logged_in(Login.PUBLIC), acting(ada, APPLY):
        moves = [
            stopped("UPDATE certification_application SET status = %s", to) for to in ("under_review", "certified")
        ]
        assert moves == [True, True]
    ask("UPDATE certification_application SET status = 'under_review'")
    with logged_in(Login.PUBLIC), acting(ada, APPLY):
        assert stopped("UPDATE certification_application SET status = 'recommended'")
        assert not stopped("UPDATE certification_application SET status = 'withdrawn'")


LETTER = (
    "INSERT INTO letters_letter (id, subject_id, kind, address, subject_line, text, made_at, tries, last_error)"
    " VALUES (gen_random_uuid(), %s, 'x', %s, 'Pay here', 'Pay here', now(), 0, '')"
)


def test_the_office_writes_to_nobody_who_has_nothing_to_do_with_it(
    submitted: Application, ada: User, eve: User, rosa: User, otto: User
) -> None:
    about = submitted.subject_id
    Assignment.objects.create(actor=rosa, purpose=CERTIFY.code, subject_id=about)
    strangers = ["stranger@example.org", eve.email, f"account:{eve.pk}", f"account:{otto.pk}", "account:9999999", ""]
    with logged_in(Login.PUBLIC), acting(ada, APPLY):
        more = [rosa.email, ADA.upper(), f"{ADA},eve@example.org"]
        assert [to for to in (*strangers, *more) if not stopped(LETTER, about, to)] == []
        for to in (ADA, f"account:{ada.pk}", f"account:{rosa.pk}"):
            ask(LETTER, about, to)
    with logged_in(Login.STAFF), acting(rosa, CERTIFY):
        assert [to for to in strangers if not stopped(LETTER, about, to)] == []
        for to in (rosa.email, f"account:{ada.pk}", Business.objects.seen_for(CERTIFY).get().email):
            ask(LETTER, about, to)
    for purpose in PURPOSES:
        with logged_in(purpose.login), acting(somebody(purpose, ada, rosa), purpose):
            assert purpose in (APPLY, CERTIFY, NOTIFY) or stopped(LETTER, about, f"account:{ada.pk}")


def test_the_worker_closes_no_account_that_is_open_and_none_of_the_staff(
    submitted: Application, ada: User, rosa: User
) -> None:
    def closes(who: User) -> bool:
        with logged_in(Login.WORKER), acting(None, DISPOSE):
            return not stopped("SELECT close_account(%s)", who.pk)

    assert [closes(ada), closes(rosa)] == [False, False]
    User.objects.update(is_active=False)
    day, subject = timezone.localdate(), submitted.subject_id
    hold = LegalHold.objects.create(
        subject_id=subject, matter="x", review_on=day, placed_by=rosa, placed_at=timezone.now()
    )
    assert [closes(ada), closes(rosa)] == [False, False]
    LegalHold.objects.filter(pk=hold.pk).update(lifted_by=rosa, lifted_at=timezone.now(), lifted_because="x")
    assert [closes(ada), closes(rosa)] == [True, False]
    assert User.objects.get(pk=ada.pk).email.endswith("@account.invalid")


JOB = "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('default', %s, %s, %s, %s, %s, %s)::procrastinate_job_to_defer_v1])"
JOBS: tuple[tuple[Any, ...], ...] = (  # task, priority, lock, queueing lock, arguments, not before
    ("certification.destroy_old_checks", 0, None, None, "{}", None),
    ("letters.send", 0, "letter 1", "certification.destroy_old_checks", '{"letter_id": "1"}', None),
    ("letters.send", 0, "letter 1", None, '{"letter_id": "1"}', "2999-01-01"),
    ("letters.send", 9, "letter 1", None, '{"letter_id": "1"}', None),
    ("letters.send", 0, "letter 2", None, '{"letter_id": "1"}', None),
    ("letters.send", 0, None, None, "{}", None),
    ("procrastinate.builtin_tasks.remove_old_jobs", 0, None, None, '{"max_hours": 0}', None),
)


@pytest.mark.django_db
@pytest.mark.parametrize("login", [Login.PUBLIC, Login.STAFF, Login.KEEPER])
def test_the_worker_is_asked_for_nothing_but_letters_and_files(login: Login) -> None:
    with logged_in(login):
        done = [job for job in JOBS if not stopped(JOB, *job)]
        assert not stopped(JOB, "letters.send", 0, "letter 1", None, '{"letter_id": "1"}', None)
    assert done == []


def test_an_advisory_lock_does_not_stop_the_sealer(live: str) -> None:
    """Any login may take one and keep it: whatever waits for it, waits for ever."""
    with (
        psycopg.connect(SERVER.dsn(live, login=Login.PUBLIC)) as guest,
        psycopg.connect(SERVER.dsn(live, login=Login.SEALER), autocommit=True) as sealer,
    ):
        guest.execute("SELECT pg_advisory_lock(hashtext('opensdo.ledger.seal'))")
        guest.execute("SELECT pg_advisory_lock(hashtext('opensdo.ledger.publish'))")
        guest.commit()
        sealer.execute("INSERT INTO ledger_entry (kind, subject, detail) VALUES ('probe.made', 'probe', '{}')")
        sealer.execute("SET ROLE need_seal")
        sealer.execute("SET statement_timeout = '10s'")
        at_least(lambda: sealer.execute("SELECT ledger_seal()").fetchone()[0])  # type: ignore[index]
        sealer.execute("SELECT ledger_wait()")


def test_no_connection_becomes_another_and_nothing_held_open_outlives_its_purpose(live: str) -> None:
    for login in Login:
        with psycopg.connect(SERVER.dsn(live, login=login), autocommit=True) as guest:
            others = {*ROLES, *(purpose.role for purpose in PURPOSES if purpose.login is not login)} - {login}
            for words in [f"ROLE {role}" for role in others] + [f"SESSION AUTHORIZATION {role}" for role in others]:
                with pytest.raises(psycopg.errors.Error):
                    guest.execute(f"SET {words}".encode())
            guest.execute("BEGIN")
            with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState):
                guest.execute("PREPARE TRANSACTION 'mine'")
            with guest.transaction():
                guest.execute("DECLARE kept CURSOR WITH HOLD FOR SELECT n FROM ledger_head")
            guest.execute("DISCARD ALL")
            with pytest.raises(psycopg.errors.InvalidCursorName):
                guest.execute("FETCH ALL FROM kept")
