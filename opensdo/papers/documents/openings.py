"""One opening of a paper is one entry in the ledger, however many of its pages are looked at.

The key of an open paper travels in the reader's own session, sealed under what only this site's processes hold, bound
to reader and paper, for a few minutes.
"""

from __future__ import annotations

import base64
import binascii
import os
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from opensdo.papers.documents.actions import unlock
from opensdo.papers.documents.models import Document
from opensdo.privacy.data.acting import Actor
from opensdo.privacy.data.purposes import Purpose

OPEN_FOR: Final = timedelta(minutes=20)
MOST_OPEN: Final = 6
PLACE: Final = "open papers"
NONCE: Final = 12


def key_of(document: Document, session: SessionBase, *, purpose: Purpose, by: Actor, at: datetime) -> bytes:
    """Opens the paper unless this reader has it open. Raises Unchecked, Refused."""
    held = _held(document, session, by, at)
    if held:
        return held
    key = unlock(document, purpose=purpose, by=by)
    until = int((at + OPEN_FOR).timestamp())
    nonce = os.urandom(NONCE)
    sealed = nonce + AESGCM(_lock(settings.SECRET_KEY)).encrypt(nonce, key, _bound(document, by, until))
    others = [(name, value) for name, value in _open(session).items() if name != document.reference]
    session[PLACE] = dict([*others, (document.reference, [until, base64.b64encode(sealed).decode()])][-MOST_OPEN:])
    return key


def _held(document: Document, session: SessionBase, by: Actor, at: datetime) -> bytes | None:
    until, sealed = _open(session).get(document.reference, (0, ""))
    if not document.is_checked or at.timestamp() >= until:
        return None
    try:
        whole = base64.b64decode(sealed)
        return AESGCM(_lock(settings.SECRET_KEY)).decrypt(whole[:NONCE], whole[NONCE:], _bound(document, by, until))
    except (InvalidTag, ValueError, binascii.Error):
        return None


def _open(session: SessionBase) -> dict[str, Any]:
    found = session.get(PLACE)
    return found if isinstance(found, dict) else {}


def _bound(document: Document, by: Actor, until: int) -> bytes:
    return f"{document.reference}:{document.data_key}:{by.pk if by else ''}:{until}".encode()


@cache
def _lock(secret: str) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=b"open papers").derive(secret.encode())
