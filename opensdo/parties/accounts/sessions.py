"""Sessions that a reader of the database cannot use: the table has a hash of a hash of the cookie, and what is in it
is encrypted under a key that only the cookie gives. Whose it is, the database knows: this site vouches for it."""

from __future__ import annotations

import hashlib
import json
import os
import time
from base64 import b64decode, b64encode
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.db import connection

from opensdo.parties.accounts.access import SEEN
from opensdo.privacy.sessions.keys import ticket_of, vouch

NONCE: Final = 12


class SessionStore(SessionBase):
    @property
    def ticket(self) -> bytes:
        """What the database is shown to become the person whose session this is."""
        return ticket_of(self._cookie())

    def load(self) -> dict[str, Any]:
        content = _ask("SELECT session_read(%s)", ticket_of(self.session_key)) if self.session_key else None
        if content is None:
            self._session_key = None
            return {}
        return self.decode(content)

    def save(self, must_create: bool = False) -> None:
        """One that has ended meanwhile stays ended, whatever this request has to say."""
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        who, factor = data.get(SESSION_KEY), bool(data.get(SEEN))
        until = int(time.time()) + self.get_expiry_age()
        name = hashlib.sha256(self.ticket).hexdigest()
        mac = vouch("session", name, who, int(factor), until) if who else b""
        given = [self.ticket, self.encode(data), until, who, factor, mac]
        if not _ask("SELECT session_write(%s, %s, %s, %s::bigint, %s, %s)", *given):
            raise UpdateError

    def create(self) -> None:
        self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
        self.save(must_create=True)
        self.modified = True

    def exists(self, session_key: str) -> bool:
        """A new one has 165 random bits, and the table of sessions cannot be looked through."""
        return False

    def delete(self, session_key: str | None = None) -> None:
        if asked := session_key or self.session_key:
            _ask("SELECT session_end(%s)", ticket_of(asked))

    def encode(self, session_dict: dict[str, Any]) -> str:
        nonce = os.urandom(NONCE)
        return b64encode(nonce + self._cipher().encrypt(nonce, json.dumps(session_dict).encode(), None)).decode()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        try:
            sealed = b64decode(session_data)
            found: dict[str, Any] = json.loads(self._cipher().decrypt(sealed[:NONCE], sealed[NONCE:], None))
        except (InvalidTag, ValueError):
            return {}
        return found

    def _cookie(self) -> str:
        if self.session_key is None:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
        return str(self.session_key)

    def _cipher(self) -> AESGCM:
        return AESGCM(hashlib.sha256(b"content:" + self._cookie().encode()).digest())


def begin(user: AbstractBaseUser) -> bytes:
    """The ticket of a new session, for somebody whose password and second step this process has seen itself."""
    session = SessionStore()
    session.update({SESSION_KEY: str(user.pk), SEEN: True})
    session.save()
    return session.ticket


def _ask(question: str, *given: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(question, given)
        return cursor.fetchone()[0]
