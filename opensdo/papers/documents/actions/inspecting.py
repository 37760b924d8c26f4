"""What the worker does with a file in quarantine, and with bytes that nothing points to any more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO, Final

from opensdo.papers.documents import scanner
from opensdo.papers.documents.actions import chunks, lock_address, place, plain
from opensdo.papers.documents.bounded import IN_THE_WORKER, OPENER, Unanswered
from opensdo.papers.documents.models import Document
from opensdo.papers.documents.rules import ACCEPTED, NotAccepted
from opensdo.papers.documents.sealing import Tampered
from opensdo.papers.documents.states import LIFE, UNDECIDED, Status
from opensdo.papers.documents.storage import storage
from opensdo.papers.documents.storage.missing import Missing
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.keys import Unopenable
from opensdo.privacy.data.purposes import INSPECT
from opensdo.privacy.data.vault import Refused, open_file
from opensdo.privacy.ledger.actions import append

VIRUS: Final = "Our virus scanner found something harmful in this file. Scan or print the paper anew and send that."
NO_SCANNER: Final = "Our virus scanner does not answer. We try again every hour; you need do nothing."
NO_ANSWER: Final = "We could not look into this file. Print it to a new PDF and send that one."
DAMAGED: Final = "What lies in our storage is not what was written. The security officer has to be told."


class NotYet(Exception):
    """Another try may help."""


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
    except (scanner.Away, Unanswered, Unopenable) as why:
        if not last:
            raise NotYet from why
        _judge(document, "give_up", at, [NO_SCANNER if isinstance(why, scanner.Away) else NO_ANSWER])
    else:
        _judge(document, "refuse" if found else "accept", at, [VIRUS, found] if found else [])


def waiting() -> list[int]:
    """What only waits for the virus scanner."""
    with acting(None, INSPECT):
        rows = Document.objects.filter(status=Status.UNCHECKABLE, findings=[NO_SCANNER])
        return list(rows.values_list("pk", flat=True))


def discard(name: str) -> None:
    """The bytes under this address, unless a row came to share them since."""
    with acting(None, INSPECT):
        lock_address(name)
        if not Document.objects.filter(storage_key=name).exists():
            storage().remove(name)


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
