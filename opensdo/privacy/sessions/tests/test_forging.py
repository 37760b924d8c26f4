"""What somebody tries who can run SQL in a site's process, but has neither a cookie nor the site's secret."""

from __future__ import annotations

import time
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import override_settings

from opensdo.parties.accounts.models import User
from opensdo.parties.businesses.models import Business
from opensdo.privacy.data.acting import SignedOut, acting, holding
from opensdo.privacy.data.purposes import APPLY, CERTIFY, Login
from opensdo.privacy.sessions.keys import vouch
from opensdo.privacy.sessions.models import Session
from tests.processes import logged_in, ticket

WRITE = "SELECT session_write(%s, 'x', %s, %s, true, %s)"
SOON = 2_000_000_000


def ask(question: str, *given: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(question, given)
        return cursor.fetchone()[0] if cursor.description else None


def refused(question: str, *given: Any, why: str = "permission denied") -> None:
    with pytest.raises(ProgrammingError, match=why), transaction.atomic():
        ask(question, *given)


def mac(login: Login, shown: bytes, who: int) -> bytes:
    with override_settings(LOGIN=login):
        return vouch("session", sha256(shown).hexdigest(), who, 1, SOON)


def test_an_actor_that_sql_wrote_is_nobody(assigned: Business, rosa: User, otto: User) -> None:
    with logged_in(Login.STAFF), acting(otto, CERTIFY):
        sealed = ask("SELECT current_setting('opensdo.actor')")
        number, bar, rest = sealed.partition("|")
        for forged in (
            str(rosa.pk),
            f"{rosa.pk}{bar}{rest}",
            sealed[:-1],
            sealed + "0",
            f"|{sealed}",
            "x" * 66,
            "|" * 90,
        ):
            ask("SELECT set_config('opensdo.actor', %s, true)", forged)
            assert ask("SELECT acting_id()") is None, forged
            assert not Business.objects.seen_for(CERTIFY).exists()
        ask("SELECT set_config('opensdo.actor', %s, true)", sealed)
        assert ask("SELECT acting_id()") == otto.pk == int(number)


def test_no_login_reads_or_writes_what_sessions_are_made_of(ada: User) -> None:
    for login in Login:
        with logged_in(login):
            for table in ("sessions_session", "sessions_sitekey", "sessions_contextkey"):
                for words in (
                    "SELECT 1 FROM {}",
                    "DELETE FROM {}",
                    "TRUNCATE {}",
                    "COPY {} TO STDOUT",
                    "LOCK TABLE {}",
                ):
                    refused(words.format(table))
            refused("INSERT INTO sessions_session VALUES ('', 'opensdo_staff', true, '', now(), false, 1)")
            refused("UPDATE sessions_session SET user_id = 1, expires = 'infinity'")
            for closed in ("make_context_key()", "end_sessions(1)", "site_says('', '')", "vouched('', '', '')"):
                refused(f"SELECT {closed}")


def test_a_session_gets_a_name_only_from_the_site_that_saw_the_password(ada: User, eve: User, rosa: User) -> None:
    shown = b"ticket"
    with logged_in(Login.PUBLIC):
        for who, forged in ((ada.pk, b""), (ada.pk, None), (ada.pk, mac(Login.PUBLIC, shown, eve.pk))):
            refused(WRITE, shown, SOON, who, forged, why="did not vouch")
        refused(WRITE, b"other", SOON, ada.pk, mac(Login.PUBLIC, shown, ada.pk), why="did not vouch")
        refused(WRITE, shown, SOON + 1, ada.pk, mac(Login.PUBLIC, shown, ada.pk), why="did not vouch")
        for site in (Login.PUBLIC, Login.STAFF):
            refused(WRITE, shown, SOON, rosa.pk, mac(site, shown, rosa.pk), why="did not vouch")
        assert ask(WRITE, shown, SOON, ada.pk, mac(Login.PUBLIC, shown, ada.pk)) is True
        assert ask(WRITE, shown, SOON, eve.pk, mac(Login.PUBLIC, shown, eve.pk)) is False
        assert ask(WRITE, shown, SOON, None, None) is False
    assert Session.objects.get().user_id == ada.pk
    with logged_in(Login.WORKER):
        refused(WRITE, shown, SOON, None, None, why="nobody signs in")


def test_a_session_that_has_ended_is_not_brought_back(ada: User) -> None:
    shown = b"ticket"
    with logged_in(Login.PUBLIC):
        ask(WRITE, shown, SOON, ada.pk, mac(Login.PUBLIC, shown, ada.pk))
        ask("SELECT session_end(%s)", shown)
        assert ask(WRITE, shown, SOON, ada.pk, mac(Login.PUBLIC, shown, ada.pk)) is False
        assert ask("SELECT become(%s)", shown) is None
        assert ask("SELECT session_read(%s)", shown) is None


ENDS: dict[str, tuple[str, Sequence[str]]] = {
    "expired": ("UPDATE sessions_session SET expires = now()", ()),
    "ended": ("SELECT end_sessions(id) FROM accounts_user", ()),
    "closed": ("UPDATE accounts_user SET is_active = false", ()),
    "of another site": ("UPDATE accounts_user SET is_staff = NOT is_staff", ()),
}


@pytest.mark.parametrize("end", ENDS)
def test_whose_session_is_over_does_not_act(rosa: User, end: str) -> None:
    with logged_in(Login.STAFF):
        hers = ticket(rosa, Login.STAFF)
        assert ask("SELECT become(%s)", hers) == ask("SELECT acting_id()") == rosa.pk
    ask(ENDS[end][0])
    with logged_in(Login.STAFF), holding(lambda _: hers):
        assert ask("SELECT become(%s)", hers) is None
        with pytest.raises(SignedOut), acting(rosa, CERTIFY):
            pass


def test_it_ends_in_the_middle_of_a_transaction_too(rosa: User) -> None:
    with logged_in(Login.STAFF):
        hers = ticket(rosa, Login.STAFF)
    ask("UPDATE sessions_session SET expires = now() + interval '1 microsecond'")  # which has passed by the clock
    with logged_in(Login.STAFF):
        assert ask("SELECT become(%s)", hers) == rosa.pk
        assert ask("SELECT acting_id()") is None


def test_a_ticket_of_one_site_is_nothing_at_the_other(ada: User, rosa: User) -> None:
    for user, mine, other in ((ada, Login.PUBLIC, Login.STAFF), (rosa, Login.STAFF, Login.PUBLIC)):
        with logged_in(mine):
            shown = ticket(user, mine)
            assert ask("SELECT become(%s)", shown) == user.pk
        for login in (other, Login.WORKER):
            with logged_in(login):
                assert ask("SELECT become(%s)", shown) is None
                assert ask("SELECT session_read(%s)", shown) is None
                ask("SELECT session_end(%s)", shown)
        with logged_in(mine):
            assert ask("SELECT become(%s)", shown) == user.pk


def test_staff_without_a_second_step_act_for_nothing_but_their_own_sign_in(rosa: User) -> None:
    shown = b"ticket"
    with override_settings(LOGIN=Login.STAFF):
        told = vouch("session", sha256(shown).hexdigest(), rosa.pk, 0, SOON)
    with logged_in(Login.STAFF):
        assert ask("SELECT session_write(%s, 'x', %s, %s, false, %s)", shown, SOON, rosa.pk, told)
        assert ask("SELECT become(%s)", shown) == rosa.pk
        assert (ask("SELECT acting_id()"), ask("SELECT signed_in_id()")) == (None, rosa.pk)


def test_somebody_elses_ticket_is_not_taken_for_mine(ada: User, eve: User) -> None:
    with logged_in(Login.PUBLIC):
        hers = ticket(eve, Login.PUBLIC)
        with pytest.raises(SignedOut), holding(lambda _: hers), acting(ada, APPLY):
            pass


SHADOWS = (
    "CREATE TEMP TABLE sessions_contextkey AS SELECT true AS one, ''::bytea AS inner_pad, ''::bytea AS outer_pad",
    "CREATE TEMP TABLE sessions_session AS SELECT sha256('x') AS name, 'opensdo_staff' AS site, true AS second_factor,"
    " '' AS content, 'infinity'::timestamptz AS expires, false AS ended, %s::bigint AS user_id",
    "CREATE TEMP TABLE sessions_sitekey AS SELECT 'opensdo_staff' AS site, ''::bytea AS inner_pad,"
    " ''::bytea AS outer_pad",
    "CREATE TEMP TABLE accounts_user AS SELECT %s::bigint AS id, true AS is_active, true AS is_staff, '' AS email",
    "CREATE TEMP TABLE data_assignment AS SELECT %s::bigint AS actor_id, 'certify' AS purpose, 1::bigint AS subject_id",
    "CREATE FUNCTION pg_temp.session_user() RETURNS text LANGUAGE sql AS 'SELECT ''opensdo_staff'''",
    "CREATE FUNCTION pg_temp.vouched(bytea, bytea, text) RETURNS bytea LANGUAGE sql AS 'SELECT ''''::bytea'",
)


def test_a_hostile_search_path_and_tables_of_the_same_name_change_nothing(rosa: User, otto: User) -> None:
    ask(f'GRANT TEMPORARY ON DATABASE "{connection.settings_dict["NAME"]}" TO PUBLIC')  # which no login has: both hold
    with logged_in(Login.STAFF):
        for words in SHADOWS:
            ask(words, *[rosa.pk] * words.count("%s"))
        ask("SET LOCAL search_path = pg_temp, pg_catalog, public")
        assert ask("SELECT become('x')") is None
        empty = sha256(sha256(f"{rosa.pk}|opensdo_staff".encode()).digest()).hexdigest()
        ask("SELECT set_config('opensdo.actor', %s, true)", f"{rosa.pk}|opensdo_staff|{empty}")
        assert ask("SELECT acting_id()") is None
        refused(WRITE, b"x", int(time.time()), rosa.pk, b"", why="did not vouch")
        refused("SELECT change_password(%s, '', 'x', '')", rosa.pk, why="did not vouch")
        ask("DROP TABLE pg_temp.accounts_user, pg_temp.sessions_session, pg_temp.data_assignment")
        with acting(otto, CERTIFY):
            assert ask("SELECT acting_id()") == otto.pk
