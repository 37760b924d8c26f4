"""The live catalog against the table of rights that was written by hand, and the real logins asked."""

from __future__ import annotations

import difflib
import re
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from opensdo.parties.accounts.models import User
from opensdo.parties.businesses.models import Business, Owner
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.declare import Audience, columns, declared, our_models
from opensdo.privacy.data.models import Collected
from opensdo.privacy.data.purposes import APPLY, AUDIT, CERTIFY, PURPOSES, REKEY, SEAL, Login
from opensdo.privacy.data.roles import OPENER, OWNER
from opensdo.privacy.data.vault import reveal
from opensdo.privacy.ledger.models import Entry
from tests.policy.access import WRITTEN, drawn
from tests.processes import logged_in, somebody

REASON = "Matching the tax return of 2025"
LEDGER = ("ledger_entry", "ledger_link")


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


def words(table: str) -> list[str]:
    return [line for line in table.splitlines() if line and not line.startswith("#")]


def newcomers() -> list[str]:
    """Where the catalog and the table differ: with + what is there, with - what was promised."""
    told = difflib.unified_diff(words(WRITTEN.read_text()), words(drawn()), lineterm="", n=0)
    return [line for line in told if line[:2] not in ("--", "++", "@@")]


def cells() -> dict[str, dict[str, str]]:
    """Of the grid in the table: for each table, who holds what."""
    head, *rest = words(WRITTEN.read_text())
    grid = [re.sub(r" \(\d+\)", "", line).split() for line in rest if re.match(r"\w+ \(\d+\)", line)]
    return {table: dict(zip(head.split(), held, strict=True)) for table, *held in grid}


def reasons() -> dict[str, str]:
    found = re.findall(r"^#   (\w+): (.+)$", WRITTEN.read_text(), re.MULTILINE)
    return dict(found)


@pytest.mark.django_db
def test_every_right_in_the_database_stands_in_the_table_by_hand() -> None:
    assert newcomers() == [], f"Who may do this, and why? Decide it, then write it into {WRITTEN.name} by hand."


@pytest.mark.django_db
def test_a_right_or_a_table_that_nobody_wrote_down_is_found() -> None:
    run("GRANT SELECT (full_name) ON businesses_owner TO opensdo_staff")
    run("GRANT EXECUTE ON FUNCTION end_sessions TO PUBLIC")
    run("CREATE TABLE newcomer (id int)")
    told = "\n".join(newcomers())
    assert "+businesses_owner staff S: full_name" in told
    assert "+end_sessions(): PUBLIC" in told
    assert "+newcomer (1)" in told
    with logged_in(Login.STAFF):
        assert not refused("SELECT full_name FROM businesses_owner LIMIT 1")


def test_what_every_process_reads_has_a_reason_and_is_about_nobody_but_signing_in() -> None:
    everybody = {table for table, held in cells().items() if "S" in held["all"].upper()}
    assert everybody == reasons().keys()
    models = [model for model in our_models() if model._meta.db_table in everybody]
    assert not [model for model in models if issubclass(model, Collected)]
    personal = {f"{model._meta.db_table}.{name}": said for model in models for name, field in columns(model).items()
                if (said := declared(field)) and said.audience is not Audience.LISTED}  # fmt: skip
    assert personal.keys() == {"accounts_user.email", "accounts_user.password"}


@pytest.mark.django_db
@pytest.mark.parametrize("login", Login)
def test_a_closed_table_is_refused_when_it_is_really_asked_for(login: Login, assigned: Business) -> None:
    name = login.removeprefix("opensdo_")
    closed = [table for table, held in cells().items() if held["all"] == held[name] == "."]
    assert len(closed) > 20
    with logged_in(login):
        asked = (f"{verb} {table}" for table in closed for verb in ("SELECT 1 FROM", "DELETE FROM", "TRUNCATE"))
        assert [statement for statement in asked if not refused(statement)] == []


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
@pytest.mark.parametrize("table", ["data_vaultitem", "data_datakey"])
def test_the_owner_of_the_vault_never_logs_in_and_is_bound_by_its_rows(table: str) -> None:
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
                    assert purpose in (AUDIT, SEAL) or refused("SELECT id FROM ledger_entry")
            else:
                assert [words for words in (*statements, "SELECT id FROM ledger_entry") if not refused(words)] == []


@pytest.mark.django_db
def test_what_a_login_appends_is_stamped_by_the_database(assigned: Business, ada: User) -> None:
    with logged_in(Login.PUBLIC), acting(ada, APPLY):
        run("INSERT INTO ledger_entry (kind, subject, detail) VALUES ('probe.made', 'probe', '{}')")
    made = Entry.objects.get(kind="probe.made")
    assert (made.actor, made.login, made.role) == (str(ada.pk), Login.PUBLIC, APPLY.role)
    assert bytes(made.leaf)
