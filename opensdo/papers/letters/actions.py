"""Post a letter; the worker takes it from there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from opensdo.papers.letters import tasks
from opensdo.papers.letters.mailing import Unsent, mail
from opensdo.papers.letters.models import Enclosure, Letter
from opensdo.papers.letters.wording import word
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.models import Subject
from opensdo.privacy.data.purposes import NOTIFY
from opensdo.privacy.ledger.actions import append

ACCOUNT: Final = "account:"


class NotAnAddress(ValueError):
    """Nothing can be sent there."""


class Attachment(NamedTuple):
    """`name` is seen by the reader; keep people's names out of it."""

    name: str
    content: bytes
    content_type: str = "application/pdf"


def account(number: int) -> str:
    """To whoever signs in with this account: the database writes the address, the sender does not learn it."""
    return f"{ACCOUNT}{number}"


@transaction.atomic
def post(
    kind: str,
    *,
    to: str,
    subject: Subject | int,
    context: Mapping[str, Any],
    attachments: Sequence[Attachment] = (),
    at: datetime,
) -> Letter:
    """`subject` is whom the letter is about. It is sent when this transaction is committed, else never."""
    try:
        if not to.startswith(ACCOUNT):
            validate_email(to)
    except ValidationError:
        raise NotAnAddress from None
    about = subject if isinstance(subject, int) else subject.pk
    subject_line, text = word(kind, context)
    letter = Letter(subject_id=about, kind=kind, address=to, subject_line=subject_line, text=text, made_at=at)
    letter.save(force_insert=True)
    for name, content, content_type in attachments:
        Enclosure(
            subject_id=about, letter_id=letter.pk, name=name, content=content, content_type=content_type
        ).save(force_insert=True)  # fmt: skip
    append("letter.posted", letter, about=about, letter=kind)
    tasks.send.configure(lock=f"letter {letter.pk}").defer(letter_id=str(letter.pk))
    return letter


def send(letter_id: UUID, *, at: datetime) -> None:
    """Delivered at least once. No transaction is open while the mail server is asked: it may take its time.

    Raises Unsent when another try may help.
    """
    with acting(None, NOTIFY):
        letter = Letter.objects.seen_for(NOTIFY).select_for_update().get(pk=letter_id)
        if letter.sent_at or letter.refused_at:
            return
        letter.tries += 1
        letter.save(update_fields=["tries"])
        enclosures = list(Enclosure.objects.seen_for(NOTIFY).filter(letter_id=letter_id))
    try:
        mail(letter, enclosures)
    except Unsent as error:
        _write_down(letter, error, at)
        if error.final:
            return
        raise
    with acting(None, NOTIFY):
        letter.sent_at, letter.last_error = at, ""
        letter.save(update_fields=["sent_at", "last_error"])
        Enclosure.objects.filter(letter_id=letter_id).delete()
        append("letter.sent", letter, letter=letter.kind, tries=letter.tries)


def _write_down(letter: Letter, error: Unsent, at: datetime) -> None:
    with acting(None, NOTIFY):
        letter.last_error = error.code
        letter.refused_at = at if error.final else None
        letter.save(update_fields=["last_error", "refused_at"])
        if error.final:
            append("letter.refused", letter, letter=letter.kind, code=error.code)
