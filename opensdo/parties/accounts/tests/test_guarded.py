"""What SQL in one site's process can do to accounts: nothing to the other site's, and it takes none of its own over."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.test import override_settings

from opensdo.parties.accounts.models import ChangedMeanwhile, User
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import Login
from opensdo.privacy.sessions.keys import vouch
from tests.processes import Process, logged_in

PASSWORD = "a long enough password 9"
SECRET = "JBSWY3DPEHPK3PXP"
TABLES = ("accounts_user", "account_emailaddress", "mfa_authenticator")
PASSKEY = {"name": "mine", "credential": {"id": "x"}}


@pytest.fixture
def known(ada: User, rosa: User) -> None:
    for user, site in ((ada, Login.PUBLIC), (rosa, Login.STAFF)):
        user.set_password(PASSWORD)
        user.save()
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        with override_settings(LOGIN=site):
            TOTP.activate(user, SECRET)
            RecoveryCodes.activate(user)


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def run(words: str, *given: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(words, given)  # type: ignore[arg-type]


@pytest.mark.parametrize(("login", "seen"), [(Login.PUBLIC, "ada"), (Login.STAFF, "rosa"), (Login.WORKER, "")])
def test_a_site_sees_its_own_people_and_the_worker_nobody(known: None, login: Login, seen: str) -> None:
    with logged_in(login):
        assert [user.email.partition("@")[0] for user in User.objects.defer("password")] == [seen] * bool(seen)
        assert [count(table) for table in TABLES] == ([1, 1, 2] if seen else [0, 0, 0])


def test_a_password_changes_by_the_word_of_its_own_site_only(known: None, ada: User, rosa: User) -> None:
    change = "SELECT change_password(%s, %s, 'x', %s)"
    for login, user in ((Login.PUBLIC, ada), (Login.STAFF, ada), (Login.PUBLIC, rosa)):
        with override_settings(LOGIN=login):
            word = vouch("password", user.pk, user.password, "y")
        with logged_in(login), pytest.raises(DatabaseError, match="did not vouch"):
            run(change, user.pk, user.password, word)
    for words in ("UPDATE accounts_user SET password = ''", "UPDATE accounts_user SET is_staff = true"):
        with logged_in(Login.STAFF), pytest.raises(DatabaseError, match="permission denied"):
            run(words)
    with logged_in(Login.STAFF), override_settings(LOGIN=Login.STAFF):
        again = User.objects.get(pk=rosa.pk)
        rosa.change_password("quite another password 8")
        with pytest.raises(ChangedMeanwhile):
            again.change_password("a third one, from an old page")
    rosa.refresh_from_db()
    assert rosa.check_password("quite another password 8")


def test_an_old_way_of_hashing_is_renewed_at_the_next_sign_in(known: None, site: Process, ada: User) -> None:
    cache.clear()
    ada.authenticator_set.all().delete()  # type: ignore[attr-defined]
    newer = ["django.contrib.auth.hashers.PBKDF2PasswordHasher", "django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(PASSWORD_HASHERS=newer):
        assert site.post("/account/login/", {"login": ada.email, "password": PASSWORD}).status_code == 302
    ada.refresh_from_db()
    assert ada.password.startswith("pbkdf2")
    assert ada.signed_in_at


def test_nobody_is_made_staff_and_no_address_is_moved(known: None, ada: User, eve: User) -> None:
    insert = (
        "INSERT INTO accounts_user (email, password, is_active, is_staff, joined_at)"
        " VALUES ('x@example.org', '', true, %s, now())"
    )
    for login, staff in ((Login.PUBLIC, True), (Login.STAFF, True), (Login.STAFF, False)):
        with logged_in(login), pytest.raises(DatabaseError, match="row-level security"):
            run(insert, staff)
    with logged_in(Login.PUBLIC):
        for words in (
            "UPDATE account_emailaddress SET email = 'eve@evil.example'",
            f"UPDATE account_emailaddress SET user_id = {eve.pk}",
            'INSERT INTO account_emailaddress (user_id, email, verified, "primary")'
            f" VALUES ({ada.pk}, 'eve@evil.example', true, false)",
        ):
            with pytest.raises(DatabaseError, match="keeps the address"):
                run(words)


def test_a_second_step_is_changed_by_its_holder_alone(known: None, ada: User, eve: User) -> None:
    with logged_in(Login.PUBLIC):
        for words in (
            "DELETE FROM mfa_authenticator",
            "UPDATE mfa_authenticator SET data = '{}'",
            f"UPDATE mfa_authenticator SET user_id = {eve.pk}",
            "UPDATE mfa_authenticator SET type = 'webauthn' WHERE type = 'totp'",
            "UPDATE mfa_authenticator SET data = jsonb_set(data, '{used_mask}', '1') WHERE type = 'totp'",
        ):
            for actor in (None, eve):
                with acting(actor, None), pytest.raises(DatabaseError, match="whoever is signed in"):
                    run(words)
        with acting(eve, None), pytest.raises(DatabaseError, match="whoever is signed in"), transaction.atomic():
            Authenticator.objects.create(user=ada, type="webauthn", data=PASSKEY)
        run("UPDATE mfa_authenticator SET last_used_at = now()")
        run("UPDATE mfa_authenticator SET data = jsonb_set(data, '{used_mask}', '5') WHERE type = 'recovery_codes'")
        with pytest.raises(DatabaseError, match="whoever is signed in"):
            run("UPDATE mfa_authenticator SET data = jsonb_set(data, '{used_mask}', '1') WHERE type = 'recovery_codes'")
        with acting(ada, None):
            Authenticator.objects.create(user=ada, type="webauthn", data=PASSKEY).delete()


def test_what_an_app_shares_with_us_is_not_in_the_table_and_works(known: None, desk: Process, rosa: User) -> None:
    cache.clear()
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in kept
    page = desk.post("/staff/account/login/", {"login": rosa.email, "password": PASSWORD})["Location"]
    now = list(yield_hotp_counters_from_time())
    code = format_hotp_value(hotp_value(SECRET, now[len(now) // 2]))
    assert desk.post(page, {"code": code}).status_code == 302
    assert desk.session["_auth_user_id"] == str(rosa.pk)
