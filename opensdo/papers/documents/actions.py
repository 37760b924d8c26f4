"""Take a file in, keep one that we made, take one away."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import IO, BinaryIO, Final

from django.db import transaction

from opensdo.kit import references
from opensdo.papers.documents import storage
from opensdo.papers.documents.models import Document, State
from opensdo.papers.documents.rules import LARGEST, MEGABYTE, NotAccepted, clean_name, examine, kind_of
from opensdo.privacy.data.acting import Actor
from opensdo.privacy.data.purposes import Purpose
from opensdo.privacy.data.vault import bound_place, lay_down_key, open_file
from opensdo.privacy.ledger.actions import append

__all__ = ["NotAccepted", "keep", "read", "receive", "remove"]
SPOOL: Final = 4 * MEGABYTE


@transaction.atomic
def receive(
    content: BinaryIO, *, name: str, claimed_type: str, kind: str, subject_id: int, by: Actor, at: datetime
) -> Document:
    """Check, seal, and say what it is. Raises NotAccepted with a sentence for the person who sent it."""
    with tempfile.SpooledTemporaryFile(max_size=SPOOL) as spooled:
        size, digest = _copy(content, spooled)
        found = kind_of(name, claimed_type, spooled)
        pages = examine(found, spooled)
        document = Document(
            subject_id=subject_id,
            name=clean_name(name),
            kind=kind,
            content_type=found.content_type,
            size=size,
            pages=pages,
            digest=digest,
            state=State.CHECKED,
            given_by_id=by.pk if by else None,
            given_at=at,
        )
        return _put(document, spooled, "document.received")


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
        state=State.CHECKED,
        made_by_us=True,
        given_at=at,
    )
    return _put(document, BytesIO(data), "document.made")


def read(document: Document, *, purpose: Purpose, by: Actor) -> Iterator[bytes]:
    """The bytes as they were given. The ledger has the reading before the first of them is out."""
    place, about = _place(document), document.subject_id
    key = open_file(document.data_key, document.reference, place=place, subject_id=about, purpose=purpose, by=by)
    return storage.read(key, document.storage_key)


@transaction.atomic
def remove(document: Document) -> None:
    """The row now, the bytes once that is certain; what is left behind by a crash has no key any more."""
    append("document.removed", document)
    key = document.storage_key
    document.delete()
    transaction.on_commit(lambda: storage.remove(key))


def _copy(content: BinaryIO, into: IO[bytes]) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    while chunk := content.read(storage.CHUNK):
        size += len(chunk)
        if size > LARGEST:
            raise NotAccepted(
                f"The file is larger than {LARGEST // MEGABYTE} MB. Scan it again smaller, or send it in parts."
            )
        digest.update(chunk)
        into.write(chunk)
    if not size:
        raise NotAccepted("The file is empty. Look at it on your device, then send the right one.")
    into.seek(0)
    return size, digest.hexdigest()


def _place(document: Document) -> str:
    return bound_place("documents.Document.file", document.reference, document.subject_id)


def _put(document: Document, content: IO[bytes], event: str) -> Document:
    document.reference = references.new("DOC")
    document.storage_key = storage.new_key()
    made = lay_down_key(document.subject_id, _place(document))
    document.data_key = made.id
    content.seek(0)
    storage.write(made.key, document.storage_key, content)
    document.save(force_insert=True)
    append(event, document, kind=document.kind, size=document.size)
    return document
