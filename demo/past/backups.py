"""The office has backed itself up and put the backup back, for real: so there is evidence from the first minute."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from demo.sites import at_site
from opensdo.oversight.continuity import actions, drill, recipients
from opensdo.oversight.continuity.models import Drill
from opensdo.oversight.continuity.progress import Progress
from opensdo.privacy.data.management.commands.seal import turn
from opensdo.privacy.data.purposes import Login

FRESH = timedelta(days=3)


def prove_a_backup(at: datetime) -> None:
    """Its key lies beside the demonstration, where no office would leave one."""
    if Drill.objects.using(settings.OWNER_DATABASE).filter(matched=True, ran_at__gt=at - FRESH).exists():
        return
    with at_site(Login.SEALER):
        turn()  # an office has a sealer; where none runs yet, the ledger has no home that a copy could be told from
    folder, keyring = Path(settings.HOME) / "backups", Path(settings.KEYRING_FOLDER)
    folder.mkdir(mode=0o700, exist_ok=True)
    identity = folder / "backup-key.txt"
    if not identity.exists():
        recipients.make(keyring, identity, outside=keyring)
    tell = Progress(sys.stderr)
    made = actions.back_up(folder, at=at, tell=tell)
    drill.run(folder / f"{made.name}.age", identity, keys=keyring, at=at, tell=tell)
    tell.end()
