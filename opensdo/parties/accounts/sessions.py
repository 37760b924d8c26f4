"""Sessions that a reader of the database cannot use: the table has the hash of the cookie, and what is in it is
encrypted under a key that only the cookie gives."""

from __future__ import annotations

import hashlib
import json
import os
from base64 import b64decode, b64encode
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.base_session import AbstractBaseSession
from django.utils import timezone

NONCE: Final = 12


def stored_name(cookie: str) -> str:
    """40 hex digits fit Django's column; 160 bits of SHA-256."""
    return hashlib.sha256(b"name:" + cookie.encode()).hexdigest()[:40]


class SessionStore(DatabaseSessions):
    def _cookie(self) -> str:
        if self.session_key is None:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
        return str(self.session_key)

    def _cipher(self) -> AESGCM:
        return AESGCM(hashlib.sha256(b"content:" + self._cookie().encode()).digest())

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

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        asked = self.session_key
        if not asked:
            return None
        found = self.model.objects.filter(session_key=stored_name(asked), expire_date__gt=timezone.now()).first()
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        return self.model.objects.filter(session_key=stored_name(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        return self.model(
            session_key=stored_name(self._cookie()),
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
        )

    def delete(self, session_key: str | None = None) -> None:
        if asked := session_key or self.session_key:
            self.model.objects.filter(session_key=stored_name(asked)).delete()
