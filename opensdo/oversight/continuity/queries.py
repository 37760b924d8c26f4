"""Which backups there are, for those who need to know what they still hold."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from opensdo.oversight.continuity.models import Backup
from opensdo.privacy.data import epochs


def kept() -> Iterator[epochs.Backup]:
    """Every one that has not been destroyed."""
    for backup in Backup.objects.using(settings.OWNER_DATABASE).filter(gone_at=None):
        yield epochs.Backup(backup.name, backup.made_at, backup.keep_until, tuple(sorted(backup.keyrings)))
