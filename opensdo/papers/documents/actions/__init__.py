"""Take a file in, look into it, keep one that we made, hand one out, take one away."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import IO, Any, BinaryIO
from uuid import UUID

from django.db import connection, transaction

from opensdo.kit import references
from opensdo.papers.documents import tasks
from opensdo.papers.documents.bounded import AT_UPLOAD, OPENER, Busy, Unanswered
from opensdo.papers.documents.memory import plain
from opensdo.papers.documents.models import Document
from opensdo.papers.documents.rules import (
    BUSY,
    EMPTY,
    LARGEST,
    NOT_STORED,
    TOO_LARGE,
    UNEXAMINED,
    NotAccepted,
    clean_name,
)
from opensdo.papers.documents.sealing import CHUNK, Sealed, address, opened
from opensdo.papers.documents.states import LIFE
from opensdo.papers.documents.storage import storage
from opensdo.papers.documents.storage.missing import Missing, Unavailable
from opensdo.privacy.data.acting import Actor
from opensdo.privacy.data.purposes import Purpose
from opensdo.privacy.data.vault import bound_place, lay_down_key, open_file
from opensdo.privacy.ledger.actions import append

__all__ = ["NotAccepted", "Unchecked", "keep", "read", "receive", "remove", "unlock"]
LOG = logging.getLogger(__name__)
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


class Unchecked(Exception):
    """Nobody in the office opens a file before it was found good."""


@transaction.atomic
def receive(
    content: BinaryIO, *, name: str, claimed_type: str, kind: str, subject_id: int, by: Actor, at: datetime
) -> Document:
    """Look into it, seal it, and put it into quarantine. Raises NotAccepted with a sentence for its sender."""
    with plain() as copy:
        size, digest = _copy(content, copy)
        try:
            with OPENER.in_line():
                said, _ = OPENER.ask(copy, seconds=AT_UPLOAD, do="check", name=name, claim=claimed_type, deep=False)
        except Unanswered as why:
            raise NotAccepted(BUSY if isinstance(why, Busy) else UNEXAMINED) from None
        document = Document(
            subject_id=subject_id,
            name=clean_name(name),
            kind=kind,
            content_type=said["type"],
            size=size,
            pages=said["pages"],
            digest=digest,
            given_by_id=by.pk if by else None,
            given_at=at,
        )
        try:
            _put(document, copy, "document.received")
        except Unavailable as why:
            LOG.error("A file that was sent could not be stored: %s", why)
            raise NotAccepted(NOT_STORED) from why
    tasks.inspect.configure(lock=f"document {document.pk}").defer(document_id=document.pk)
    return document


@transaction.atomic
def keep(data: bytes, *, name: str, kind: str, subject_id: int, at: datetime) -> Document:
    """A PDF that the office made for somebody, such as a decision letter."""
    document = Document(
        subject_id=subject_id,
        name=clean_name(name),
        kind=kind,
        content_type="application/pdf",
        size=len(data),
        digest=hashlib.sha256(data).hexdigest(),
        made_by_us=True,
        given_at=at,
    )
    _put(document, BytesIO(data), "document.made")
    LIFE.move(document, "accept")
    document.save(update_fields=["status"])
    return document


def unlock(document: Document, *, purpose: Purpose, by: Actor) -> bytes:
    """The key of the file. The ledger has the reading before anybody holds it. Raises Unchecked, Refused."""
    if not document.is_checked:
        raise Unchecked(document.reference)
    return open_file(
        document.data_key,
        document.reference,
        place=place(document),
        subject_id=document.subject_id,
        purpose=purpose,
        by=by,
    )


def read(document: Document, *, purpose: Purpose, by: Actor) -> Iterator[bytes]:
    """The bytes as they were given."""
    return chunks(document, unlock(document, purpose=purpose, by=by))


def place(document: Document) -> str:
    """What the key of its bytes is bound to: rows that share the bytes share it."""
    return bound_place("documents.Document.file", document.storage_key, document.subject_id)


def chunks(document: Document, key: bytes) -> Iterator[bytes]:
    """Raises Tampered, Missing, Unavailable."""
    with storage().get(document.storage_key) as sealed:
        yield from opened(key, document.storage_key, sealed, document.sealed_digest)


@transaction.atomic
def remove(document: Document) -> None:
    """The row now; the bytes by the worker, which asks first whether another row shares them."""
    append("document.removed", document)
    name = document.storage_key
    document.delete()
    tasks.discard.configure(lock=name).defer(name=name)


def _copy(content: BinaryIO, into: IO[bytes]) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    while chunk := content.read(CHUNK):
        size += len(chunk)
        if size > LARGEST:
            raise NotAccepted(TOO_LARGE)
        digest.update(chunk)
        into.write(chunk)
    if not size:
        raise NotAccepted(EMPTY)
    into.flush()
    return size, digest.hexdigest()


def _put(document: Document, content: IO[bytes], event: str) -> None:
    """The same bytes of the same subject lie there once: a second row shares them and their key."""
    document.reference = references.new("DOC")
    document.storage_key = address(document.subject_id, document.digest)
    shared = _held(document)
    if shared:
        document.data_key, document.sealed_digest = shared
    else:
        made = lay_down_key(document.subject_id, place(document))
        content.seek(0)
        sealed = Sealed(made.key, document.storage_key, content)
        storage().put(document.storage_key, sealed)
        document.data_key, document.sealed_digest = made.id, sealed.digest.hexdigest()
    document.save(force_insert=True)
    append(event, document, kind=document.kind, size=document.size)


def _held(document: Document) -> tuple[UUID, str] | None:
    lock_address(document.storage_key)
    rows: Any = Document.objects.filter(storage_key=document.storage_key, subject_id=document.subject_id)
    found: tuple[UUID, str] | None = rows.order_by("-pk").values_list("data_key", "sealed_digest").first()
    return found if found and _is_whole(document.storage_key, found[1]) else None


def _is_whole(name: str, sealed_digest: str) -> bool:
    """Else what is sent again would share the damage. It is laid down anew, under a new key."""
    seen = hashlib.sha256()
    try:
        with storage().get(name) as sealed:
            while chunk := sealed.read(CHUNK):
                seen.update(chunk)
    except Missing:
        return False
    return seen.hexdigest() == sealed_digest


def lock_address(name: str) -> None:
    """Who writes there and who clears up wait for each other, until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [name])
