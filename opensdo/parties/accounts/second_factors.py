"""What an authenticator app and this office share lies encrypted: who reads the table cannot make a code."""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from typing import Final

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from opensdo.privacy.sessions.keys import site_keys

NONCE: Final = 12
USE: Final = "second factors"


class Unreadable(Exception):
    """It was encrypted under a secret that this site no longer has: the person sets up a new second step."""


class OfficeSecondFactors(DefaultMFAAdapter):  # type: ignore[misc]
    def encrypt(self, text: str) -> str:
        nonce = os.urandom(NONCE)
        return b64encode(nonce + AESGCM(next(site_keys(USE))).encrypt(nonce, text.encode(), None)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        sealed = b64decode(encrypted_text)
        for key in site_keys(USE):
            try:
                return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], None).decode()
            except InvalidTag:
                continue
        raise Unreadable
