"""What the worker does with a file in quarantine, and with bytes that nothing points to any more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import IO, Final

from django.db import connection
from django.db.models import Q

from opensdo.papers.documents import scanner
from opensdo.papers.documents.actions import chunks, lock_address, place
from opensdo.papers.documents.bounded import IN_THE_WORKER, OPENER, Busy, Unanswered
from opensdo.papers.documents.memory import plain
from opensdo.papers.documents.models import Document
from opensdo.papers.documents.rules import ACCEPTED, DAMAGED, NO_ANSWER, NO_SCANNER, NOT_NOW, TRIED_AGAIN, NotAccepted
from opensdo.papers.documents.sealing import Tampered
from opensdo.papers.documents.states import LIFE, UNDECIDED, Status
from opensdo.papers.documents.storage import storage
from opensdo.papers.documents.storage.missing import Missing, Unavailable
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.keys import Unopenable
from opensdo.privacy.data.purposes import INSPECT
from opensdo.privacy.data.vault import Refused, open_file
from opensdo.privacy.ledger.actions import append

VIRUS: Final = "Our virus scanner found something harmful in this file. Scan or print the paper anew and send that."
LONG: Final = timedelta(hours=1)  # the tries after an upload are over in half of it
FEW: Final = 50
OLD: Final = timedelta(days=1)  # no upload takes so long


class NotYet(Exception):
    """Another try may help."""


class Strange(Exception):
    """The store and the database do not belong together."""


def inspect(document_id: int, *, at: datetime, last: bool) -> None:
    """Judge one file. Raises NotYet, unless it is the last try: then it stays shut and says why."""
    with acting(None, INSPECT):
        document = Document.objects.seen_for(INSPECT).filter(pk=document_id).first()
    if document is None or document.status not in UNDECIDED:
        return
    try:
        found = _virus(document)
    except NotAccepted as why:
        _judge(document, "refuse", at, [str(why)])
    except (Tampered, Missing):
        _judge(document, "give_up", at, [DAMAGED])
    except Refused:  # its key was destroyed meanwhile
        _judge(document, "give_up", at, [])
    except (scanner.Away, Unanswered, Unopenable, Unavailable) as why:
        if not last:
            raise NotYet from why
        _judge(document, "give_up", at, [_why_not(why)])
    else:
        _judge(document, "refuse" if found else "accept", at, [VIRUS, found] if found else [])


def waiting(*, at: datetime) -> list[int]:
    """What could not be checked through no fault of its own, and what nobody looked into: its job was lost."""
    with acting(None, INSPECT):
        ours = Q(status=Status.UNCHECKABLE, findings__in=[[why] for why in TRIED_AGAIN])
        lost = Q(status=Status.QUARANTINED, given_at__lt=at - LONG)
        return list(Document.objects.filter(ours | lost).order_by("pk").values_list("pk", flat=True))


def discard(name: str) -> bool:
    """The bytes under this address, unless a row came to share them since."""
    with acting(None, INSPECT):
        lock_address(name)
        if not _unclaimed([name]):
            return False
        storage().remove(name)
        return True


def clear_away(*, at: datetime) -> int:
    """What lies in the store and belongs to nobody: an upload was taken back by the database, or killed half way.

    Who sends holds the lock on the name until its row is committed or gone; what is old enough is asked under it.
    Raises Strange when most of the store belongs to nobody: then this is not the database of that store.
    """
    gone = storage().clear_half_made(before=at - OLD)
    names = list(storage().names(before=at - OLD))
    with acting(None, INSPECT):
        left = _unclaimed(names)
    if len(left) > max(FEW, len(names) // 2):
        raise Strange(f"{len(left)} of {len(names)} stored files are in no record here. Nothing was removed.")
    return gone + sum(discard(name) for name in left)


def _unclaimed(names: list[str]) -> list[str]:
    """Asked past row security: what this purpose may not see belongs to somebody all the same."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT unclaimed_files(%s)", [names])
        return [name for (name,) in cursor.fetchall()]


def _why_not(why: Exception) -> str:
    if isinstance(why, scanner.Away):
        return NO_SCANNER
    return NO_ANSWER if isinstance(why, Unanswered) and not isinstance(why, Busy) else NOT_NOW


def _virus(document: Document) -> str:
    """The name of a virus, or nothing. Raises whatever speaks against the file, or against knowing."""
    with _opened(document) as content:
        ending = ACCEPTED[document.content_type].endings[0]
        OPENER.ask(content, seconds=IN_THE_WORKER, do="check", name=f"file{ending}", claim="", deep=True)
        return scanner.virus_in(content) if scanner.is_set_up() else ""


@contextmanager
def _opened(document: Document) -> Iterator[IO[bytes]]:
    key = open_file(
        document.data_key,
        document.reference,
        place=place(document),
        subject_id=document.subject_id,
        purpose=INSPECT,
        by=None,
    )
    with plain() as content:
        for chunk in chunks(document, key):
            content.write(chunk)
        content.flush()
        yield content


def _judge(document: Document, verb: str, at: datetime, findings: list[str]) -> None:
    with acting(None, INSPECT):
        row = Document.objects.seen_for(INSPECT).select_for_update().filter(pk=document.pk).first()
        if row is None or row.status not in UNDECIDED:
            return
        LIFE.move(row, verb)
        row.findings, row.judged_at = findings, at
        row.virus_scanned = scanner.is_set_up() and verb != "give_up"
        row.save(update_fields=["status", "findings", "judged_at", "virus_scanned"])
        append(f"document.{row.status}", row, scanned=row.virus_scanned)
