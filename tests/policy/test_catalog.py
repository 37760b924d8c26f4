"""The live catalog, asked as the real logins: what no purpose was named for cannot be read, column by column."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from opensdo.parties.accounts.models import User
from opensdo.parties.businesses.models import Business, Owner
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.declare import Audience, access_of, columns, declared, our_models
from opensdo.privacy.data.models import Collected
from opensdo.privacy.data.purposes import APPLY, AUDIT, CERTIFY, PURPOSES, REKEY, SEAL, Login, Purpose
from opensdo.privacy.data.roles import BACKUP, OPENER, OWNER
from opensdo.privacy.data.vault import reveal
from opensdo.privacy.ledger.models import Entry
from tests.policy.few import needed
from tests.processes import logged_in, somebody

Column = tuple[str, str]
REASON = "Matching the tax return of 2025"
VAULT = {"data_vaultitem": {OPENER, OWNER, BACKUP}, "data_datakey": {OPENER, OWNER, BACKUP, REKEY.role}}
LEDGER = ("ledger_entry", "ledger_link")

# What a process reads before its purpose is known. By hand: a table that joins this list does so with a reason.
OPEN = {
    "accounts_user": "signing in: an address and a password hash, no name",
    "businesses_commoditycode": "published code lists",
    "accounts_officer": "who works here is public record: name, title, office telephone",
    **dict.fromkeys(("personnel_appointment", "data_standin"), "who holds which office is public record"),
    "account_emailaddress": "signing in: whether an address was confirmed",
    "mfa_authenticator": "signing in: the second factor",
    "django_content_type": "the names of the tables",
    "django_migrations": "which build the tables fit",
    "policy_version": "published",
    "policy_evidence": "published",
    "policy_proof": "published",
    "policy_confirmation": "published",
    "policy_attestation": "published; by office, not by name",
    "ledger_head": "the end of the chain: a number and a hash",
    "ledger_checkpoint": "published",
    "ledger_signature": "published: the checkpoints as the office signed them",
    "disclosures_recipient": "published: with whom there is an agreement, for which fields, until when",
    "data_subject": "numbers only: a subject has no properties",
    "data_declaration": "which columns are personal, for whom, why; no value",
    "procrastinate_workers": "the time of the last heartbeat, for the health page",
    "certification_revocationlist": "published, signed: which certificates ended early",
    "directory_entry": "the public list: what the firm and the law let everybody read",
    **dict.fromkeys(("directory_certificate", "directory_word", "directory_edition"), "the public list"),
}
OPEN_COLUMNS = {"procrastinate_workers": {"last_heartbeat"}, "ledger_checkpoint": {"n", "at", "root", "hash"}}
OF_THE_WORKER = {  # the queue: ids of records, never values
    "procrastinate_jobs",
    "procrastinate_events",
    "procrastinate_workers",
    "procrastinate_periodic_defers",
}
FOR_A_PURPOSE: dict[Purpose, dict[str, set[str] | None]] = {  # tables below the declarations: who else may read what
    AUDIT: {"ledger_entry": None, "ledger_link": None, "ledger_checkpoint": None, "ledger_inclusion": None},
    SEAL: {"ledger_entry": {"id", "leaf", "at", "txid", "receipt"}, "ledger_link": None, "ledger_checkpoint": None},
}


def run(statement: str, given: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchall() if cursor.description else []


def refused(statement: str) -> bool:
    """Refused, not merely empty."""
    try:
        with transaction.atomic():
            run(statement)
    except ProgrammingError as error:
        return "permission denied" in str(error)
    return False


def catalog() -> list[Column]:
    """Every column of every table, view and materialized view there is, whoever made it."""
    found = run(
        "SELECT relname::text, attname::text FROM pg_class c JOIN pg_attribute ON attrelid = c.oid"
        " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'm', 'p', 'f')"
        " AND attnum > 0 AND NOT attisdropped ORDER BY relname, attnum"
    )
    return [(table, column) for table, column in found]


def read_by(reader: str) -> set[Column]:
    asked = catalog()
    found = run(
        "SELECT relation, name FROM unnest(%s::text[], %s::text[]) AS asked (relation, name)"
        " WHERE has_column_privilege(%s, relation, name, 'SELECT')",
        [[table for table, _ in asked], [name for _, name in asked], reader],
    )
    return {(table, column) for table, column in found}


def opened(login: Login) -> set[Column]:
    """What the hand-written lists let this login read before it names a purpose."""
    closed = set() if login in (Login.PUBLIC, Login.STAFF) else {("accounts_user", "password")}
    tables = OPEN.keys() | (OF_THE_WORKER if login is Login.WORKER else set())
    whole = OF_THE_WORKER if login is Login.WORKER else set()
    return {
        (table, column)
        for table, column in catalog()
        if table in tables and (table in whole or column in OPEN_COLUMNS.get(table, {column}))
    } - closed


@cache
def collected() -> frozenset[str]:
    return frozenset(model._meta.db_table for model in our_models() if issubclass(model, Collected))


def promised(purpose: Purpose) -> Iterator[Column]:
    """Read from the declarations alone, not from what made the grants."""
    for model in our_models():
        access = access_of(model)
        if access and purpose in access.reads:
            for name, field in columns(model).items():
                said = declared(field)
                if (said is None or purpose in said.seen_for) and needed(purpose, model._meta.db_table, name):
                    yield model._meta.db_table, name


@pytest.mark.django_db
@pytest.mark.parametrize("login", Login)
def test_a_login_without_a_purpose_reads_only_what_is_on_the_list(login: Login) -> None:
    assert read_by(login) == opened(login), "A table that every process may read stands in OPEN, with its reason."


@pytest.mark.django_db
@pytest.mark.parametrize("login", Login)
def test_every_other_column_is_refused_when_it_is_really_asked_for(login: Login, assigned: Business) -> None:
    closed = [column for column in catalog() if column not in opened(login)]
    assert len(closed) > 100
    with logged_in(login):
        let_through = [column for column in closed if not refused(f'SELECT "{column[1]}" FROM "{column[0]}" LIMIT 1')]
    assert let_through == []


@pytest.mark.django_db
def test_a_column_that_one_login_may_read_by_mistake_is_found() -> None:
    run("GRANT SELECT (full_name) ON businesses_owner TO opensdo_staff")
    assert read_by(Login.STAFF) - opened(Login.STAFF) == {("businesses_owner", "full_name")}
    with logged_in(Login.STAFF):
        assert not refused("SELECT full_name FROM businesses_owner LIMIT 1")
    run("GRANT SELECT (ciphertext) ON data_vaultitem TO need_certify")
    assert read_by(CERTIFY.role) - opened(Login.STAFF) - set(promised(CERTIFY)) == {("data_vaultitem", "ciphertext")}


@pytest.mark.django_db
def test_what_is_on_the_list_is_there_and_has_a_reason() -> None:
    tables = {table for table, _ in catalog()}
    assert set(OPEN) <= tables, f"gone: {set(OPEN) - tables}"
    assert all(len(reason.split()) > 1 or reason == "published" for reason in OPEN.values())
    assert not set(OPEN) & collected(), "What is collected about people is never open to a process without a purpose."


def test_a_personal_column_on_the_list_belongs_to_signing_in_or_is_listed() -> None:
    """Everything else that is personal lies in a table that is closed until a purpose is named."""
    loose = {
        f"{model._meta.db_table}.{name}"
        for model in our_models()
        if model._meta.db_table in OPEN
        for name, field in columns(model).items()
        if (said := declared(field)) and said.audience is not Audience.LISTED
    }
    assert loose == {"accounts_user.email", "accounts_user.password"}


@pytest.mark.django_db
@pytest.mark.parametrize("purpose", PURPOSES, ids=lambda purpose: purpose.code)
def test_a_purpose_sees_what_was_declared_for_it_and_nothing_else(purpose: Purpose) -> None:
    below = {
        (table, column)
        for table, column in catalog()
        if table in (also := FOR_A_PURPOSE.get(purpose, {})) and column in (also[table] or {column})
    }
    assert read_by(purpose.role) - opened(Login.PUBLIC) == {*promised(purpose), *below} - opened(Login.PUBLIC)


@pytest.mark.django_db
@pytest.mark.parametrize("purpose", PURPOSES, ids=lambda purpose: purpose.code)
def test_a_purpose_is_refused_every_other_collected_column(
    purpose: Purpose, assigned: Business, ada: User, rosa: User
) -> None:
    closed = [column for column in catalog() if column[0] in collected() and column not in set(promised(purpose))]
    with logged_in(purpose.login), acting(somebody(purpose, ada, rosa), purpose):
        assert [column for column in closed if not refused(f'SELECT "{column[1]}" FROM "{column[0]}" LIMIT 1')] == []


@pytest.mark.django_db
@pytest.mark.parametrize("login", Login)
def test_a_login_steps_into_its_own_purposes_only(login: Login) -> None:
    mine = {purpose.role for purpose in PURPOSES if purpose.login is login}
    found = run(
        "SELECT rolname::text FROM pg_roles WHERE rolname <> %s AND pg_has_role(%s, oid, 'SET')", [login, login]
    )
    assert {name for (name,) in found} == mine
    [(superuser, bypass, create)] = run(
        "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = %s", [login]
    )
    assert (superuser, bypass, create) == (False, False, False)


@pytest.mark.django_db
@pytest.mark.parametrize(("table", "readers"), VAULT.items())
def test_nobody_but_the_opener_and_the_owner_holds_a_right_to_the_vault(table: str, readers: set[str]) -> None:
    """The owner never logs in and sees no item. Who renews keys sees no ciphertext; backups copy it as it lies."""
    found = run(
        "SELECT rolname::text FROM pg_roles WHERE NOT rolsuper AND rolname NOT LIKE 'pg\\_%%'"
        " AND has_any_column_privilege(rolname, %s, 'SELECT')",
        [table],
    )
    assert {name for (name,) in found} == readers
    assert run("SELECT rolcanlogin FROM pg_roles WHERE rolname = ANY (%s)", [[OPENER, OWNER]]) == [(False,), (False,)]
    assert run("SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE relname = %s", [table]) == [(True,)]


@pytest.mark.django_db
def test_the_ciphertext_of_a_number_leaves_through_reveal_alone(assigned: Business, ada: User, rosa: User) -> None:
    owner = Owner.objects.get()
    for purpose in PURPOSES:
        with logged_in(purpose.login), acting(somebody(purpose, ada, rosa), purpose):
            assert refused("SELECT ciphertext FROM data_vaultitem")
            assert purpose is REKEY or refused("SELECT wrapped FROM data_datakey")
            assert refused("DELETE FROM data_datakey")
            assert refused("UPDATE data_datakey SET place = place")
            assert refused("COPY data_vaultitem TO STDOUT")
            assert refused("DELETE FROM data_vaultitem")
            assert refused("UPDATE data_vaultitem SET label = label")
    before = Entry.objects.filter(kind="sealed.opened").count()
    with logged_in(Login.STAFF):
        assert reveal(owner, "ssn", purpose=CERTIFY, by=rosa, reason=REASON) == "123-45-6789"
    assert Entry.objects.filter(kind="sealed.opened").count() == before + 1


@pytest.mark.django_db
def test_only_two_functions_act_as_the_opener() -> None:
    found = run("SELECT proname::text FROM pg_proc WHERE proowner = %s::regrole ORDER BY 1", [OPENER])
    assert found == [("open_file",), ("reveal",)], "Whatever the opener owns can read the vault: say why it needs to."


@pytest.mark.django_db
def test_every_function_with_its_owners_rights_fixes_where_it_looks() -> None:
    loose = run(
        "SELECT proname::text FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
        " AND NOT coalesce(array_to_string(proconfig, ' ') LIKE '%%search_path=pg_catalog, public, pg_temp%%', false)"
    )
    assert loose == [], "Without a fixed search_path a caller's own table could be read in place of ours."


@pytest.mark.django_db
def test_no_function_of_ours_is_open_to_everybody() -> None:
    found = run(
        "SELECT proname::text FROM pg_proc p WHERE pronamespace = 'public'::regnamespace AND proowner IN"
        " (%s::regrole, %s::regrole) AND has_function_privilege('public', p.oid, 'EXECUTE')",
        [OWNER, OPENER],
    )
    assert found == []


@pytest.mark.django_db
@pytest.mark.parametrize("login", Login)
def test_the_ledger_is_neither_read_nor_forged(login: Login, ada: User, rosa: User) -> None:
    forged = (
        "INSERT INTO ledger_entry (kind, subject, detail, at) VALUES ('x', 'x', '{}', now())",
        "INSERT INTO ledger_entry (kind, subject, detail, actor) VALUES ('x', 'x', '{}', '1')",
        "INSERT INTO ledger_entry (kind, subject, detail, leaf) VALUES ('x', 'x', '{}', '')",
        "INSERT INTO ledger_entry (kind, subject, detail, login) VALUES ('x', 'x', '{}', 'opensdo_staff')",
        "INSERT INTO ledger_link (n, entry_id, hash) VALUES (1, 1, '')",
        "UPDATE ledger_head SET n = 0",
        *(f"{verb} {table}" for table in LEDGER for verb in ("DELETE FROM", "TRUNCATE", "UPDATE")),
    )
    statements = [words + (" SET id = 1" if words.startswith("UPDATE ledger_e") else "") for words in forged]
    statements = [words + (" SET n = 1" if words == "UPDATE ledger_link" else "") for words in statements]
    for purpose in (None, *(purpose for purpose in PURPOSES if purpose.login is login)):
        with logged_in(login):
            if purpose:
                with acting(somebody(purpose, ada, rosa), purpose):
                    assert [words for words in statements if not refused(words)] == []
                    assert purpose in FOR_A_PURPOSE or refused("SELECT id FROM ledger_entry")
            else:
                assert [words for words in (*statements, "SELECT id FROM ledger_entry") if not refused(words)] == []


@pytest.mark.django_db
def test_what_a_login_appends_is_stamped_by_the_database(assigned: Business, ada: User) -> None:
    with logged_in(Login.PUBLIC), acting(ada, APPLY):
        run("INSERT INTO ledger_entry (kind, subject, detail) VALUES ('probe.made', 'probe', '{}')")
    made = Entry.objects.get(kind="probe.made")
    assert (made.actor, made.login, made.role) == (str(ada.pk), Login.PUBLIC, APPLY.role)
    assert bytes(made.leaf)
