"""Hand a subject to somebody who needs it, and take it back."""

from __future__ import annotations

from django.db import connection

from opensdo.privacy.data.purposes import Purpose


def assign(worker_id: int, purpose: Purpose, subject_id: int) -> None:
    """The database decides whether the actor may; the ledger has it either way."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT assign(%s, %s, %s)", [worker_id, purpose.code, subject_id])


def unassign(worker_id: int, purpose: Purpose, subject_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT unassign(%s, %s, %s)", [worker_id, purpose.code, subject_id])
