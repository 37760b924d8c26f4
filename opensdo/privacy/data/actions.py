"""Hand a subject to somebody who needs it, take it back, put it down."""

from __future__ import annotations

from datetime import date

from django.db import connection

from opensdo.privacy.data.purposes import Purpose


def assign(worker_id: int, purpose: Purpose, subject_id: int, *, until: date | None = None) -> None:
    """The database decides whether the actor may; the ledger has it either way."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT assign(%s, %s, %s, %s)", [worker_id, purpose.code, subject_id, until])


def unassign(worker_id: int, purpose: Purpose, subject_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT unassign(%s, %s, %s)", [worker_id, purpose.code, subject_id])


def release(subject_id: int) -> None:
    """The work is done: everybody who had it for the purpose in use has it until the end of the office's day."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT release(%s)", [subject_id])
