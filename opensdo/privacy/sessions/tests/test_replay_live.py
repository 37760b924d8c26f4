"""A sealed word is worth nothing outside the transaction, the connection and the login that it was made for."""

from __future__ import annotations

import psycopg
import pytest

from opensdo.parties.accounts.models import User
from opensdo.privacy.data.purposes import Login
from tests import databases
from tests.processes import ticket
from tests.settings import SERVER

Connection = psycopg.Connection[tuple[object, ...]]
SAY = "SELECT set_config('opensdo.actor', %s, true), acting_id()"


def connect(name: str, login: Login) -> Connection:
    return psycopg.connect(SERVER.dsn(name, login=login), autocommit=True)


def replayed(connection: Connection, word: object) -> object:
    with connection.transaction():
        connection.execute(SAY, [word])
        return _one(connection, "SELECT acting_id()")


def _one(connection: Connection, question: str) -> object:
    row = connection.execute(question.encode()).fetchone()
    return row[0] if row else None


def test_it_ends_with_its_transaction_and_goes_nowhere_else(live: str) -> None:
    with databases.using(live):
        rosa = User.objects.create_user("rosa@example.org", is_staff=True)
    with databases.using(live, Login.STAFF):
        hers = ticket(rosa, Login.STAFF)
    with connect(live, Login.STAFF) as one, connect(live, Login.STAFF) as other, connect(live, Login.PUBLIC) as public:
        with one.transaction():
            one.execute("SELECT become(%s)", [hers])
            word = _one(one, "SELECT current_setting('opensdo.actor')")
            assert replayed(one, word) == rosa.pk, "the same transaction"
            assert replayed(other, word) is None, "another connection, while it is good"
            assert replayed(public, word) is None, "another login"
        assert _one(one, "SELECT acting_id()") is None
        assert replayed(one, word) is None, "a later transaction of the same connection"


def test_no_login_becomes_another_one(live: str) -> None:
    with connect(live, Login.PUBLIC) as public:
        for words in ("SESSION AUTHORIZATION opensdo_staff", "ROLE opensdo_staff", "ROLE need_certify"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                public.execute(f"SET {words}".encode())
