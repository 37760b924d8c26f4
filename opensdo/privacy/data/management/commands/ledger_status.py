"""Where does the ledger stand, is it late, and who holds it back? Exits with 1 when somebody has to act."""

from __future__ import annotations

import sys

from django.core.management.base import BaseCommand
from django.utils import timezone

from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.management.commands.seal import SLOW
from opensdo.privacy.data.purposes import SEAL
from opensdo.privacy.ledger.models import Head
from opensdo.privacy.ledger.queries import EVERY, last_checkpoint, unchained_for, who_delays
from opensdo.privacy.ledger.receipts import signed_checkpoint


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, **options: object) -> None:
        now, wrong = timezone.now(), []
        with acting(None, SEAL):
            head, last, waiting = Head.objects.get(), last_checkpoint(), unchained_for()
            sealed = f"{(now - head.sealed_at).total_seconds():.0f} s ago" if head.sealed_at else "never"
            self.stdout.write(f"{head.n} entries are chained, last looked {sealed}. Oldest waiting: {waiting:.1f} s.")
            if waiting > SLOW:
                wrong.append(f"A slow transaction delays the ledger. {who_delays()}")
            if head.sealed_at is None or (now - head.sealed_at).total_seconds() > SLOW:
                wrong.append("Nobody seals: is `opensdo seal` running, or does it wait for `opensdo ledger adopt`?")
            if last is None or not -EVERY < now - last.at < 2 * EVERY:
                wrong.append("The last checkpoint is not of the last ten minutes: look at the sealer and at the clock.")
            if last:
                self.stdout.write(f"Checkpoint {last.words}, published for {timezone.localtime(last.at):%d %B, %H:%M}.")
                if not signed_checkpoint(last.n):
                    wrong.append("It is not signed: the sealer cannot read the key for checkpoints.")
        for words in wrong:
            self.stderr.write(words)
        sys.exit(1 if wrong else 0)
