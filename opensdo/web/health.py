"""Is this process fit to answer? Numbers only: nothing here says who or what the office holds."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader

SEAL_BY: Final = timedelta(seconds=60)
BEAT_BY: Final = timedelta(seconds=60)
ASKED_BY: Final = timedelta(days=2)
SEALED: Final = "SELECT max(sealed_at) FROM ledger_head"
WAITING: Final = "SELECT ledger_waiting()"
BEAT: Final = "SELECT max(last_heartbeat) FROM procrastinate_workers"
ASKED: Final = "SELECT max(asked_at) FROM policy_evidence"


@dataclass(frozen=True)
class Health:
    """Ages in seconds; none where there is nothing to measure yet, as before the first seal."""

    database: bool
    migrated: bool
    seal_age: float | None
    heartbeat_age: float | None
    chain_wait: float = 0.0  # a slow transaction: `opensdo ledger status` names it
    evidence_age: float | None = None

    @property
    def well(self) -> bool:
        return self.database and self.migrated and not self.late

    @property
    def late(self) -> list[str]:
        limits = (
            ("seal", self.seal_age, SEAL_BY),
            ("worker", self.heartbeat_age, BEAT_BY),
            ("chain", self.chain_wait, SEAL_BY),
        )
        return [name for name, age, limit in limits if age is not None and age > limit.total_seconds()]

    @property
    def attention(self) -> list[str]:
        """What does not keep this process from answering, and has to be looked into all the same."""
        old = self.evidence_age is None or self.evidence_age > ASKED_BY.total_seconds()
        return ["evidence"] if self.database and old else []

    def told(self) -> dict[str, object]:
        return {"well": self.well, "late": self.late, "attention": self.attention, **asdict(self)}


def look(at: datetime) -> Health:
    try:
        with transaction.atomic():
            waits = round(float(_asked(WAITING)), 1)
            return Health(True, migrated(), _age(SEALED, at), _age(BEAT, at), waits, _age(ASKED, at))
    except DatabaseError:
        return Health(False, False, None, None)


def migrated() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return shipped() <= set(cursor.fetchall())


@cache
def shipped() -> frozenset[tuple[str, str]]:
    """Every migration in this build. A squashed one counts once its originals are applied."""
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    return frozenset(key for key, migration in loader.disk_migrations.items() if not migration.replaces)


def _age(question: str, at: datetime) -> float | None:
    found = _asked(question)
    return round((at - found).total_seconds(), 1) if found else None


def _asked(question: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]
