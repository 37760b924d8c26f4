"""Which backups there are, for those who need to know what they still hold."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from opensdo.oversight.continuity.models import Backup
from opensdo.privacy.data import epochs
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import REKEY


def kept() -> Iterator[epochs.Backup]:
    """Every one that has not been destroyed. Asked by whoever looks after the keys, and by nobody else."""
    with acting(None, REKEY, using=settings.KEYS_DATABASE):
        there = list(Backup.objects.using(settings.KEYS_DATABASE).filter(gone_at=None))
    for backup in there:
        yield epochs.Backup(backup.name, backup.made_at, backup.keep_until, tuple(sorted(backup.keyrings)))
