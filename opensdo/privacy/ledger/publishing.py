"""Every ten minutes a checkpoint: a tree over what was chained since, signed, and the paths that people ask for."""

from __future__ import annotations

import logging
import secrets
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction

from opensdo.kit import merkle
from opensdo.kit.signing import keys
from opensdo.kit.signing.receipts import Pinned, sign_checkpoint
from opensdo.privacy.ledger.models import Checkpoint, Entry, Inclusion, Link, Signature
from opensdo.privacy.ledger.queries import EVERY, boundary, leaves_of

AT_ONCE: Final = 1000  # signatures in one turn, when a lost key makes all of them new
LOCK: Final = "SELECT ledger_wait()"
log = logging.getLogger(__name__)


def publish(at: datetime, *, using: str = DEFAULT_DB_ALIAS) -> Checkpoint | None:
    """A checkpoint for every ten minutes of the clock, whether or not anything happened. None when it is not time yet.

    A clock that was set back by more than one of them is followed, or a day in the future would stop the publishing
    until it comes; by less it is waited for. The numbers go on either way. A busy stretch that one tree cannot hold
    takes several.
    """
    due = boundary(at)
    with transaction.atomic(using=using):
        with connections[using].cursor() as cursor:
            cursor.execute(LOCK)
        last = Checkpoint.objects.using(using).order_by("-n").first()
        if last and last.at - EVERY <= due <= last.at:
            return None
        if last and due < last.at:
            log.error("the clock was set back: checkpoint %d says %s, now it is %s", last.n, last.at, due)
        return _plant(last, due, using)


def _plant(last: Checkpoint | None, due: datetime, using: str) -> Checkpoint:
    links = Link.objects.using(using).filter(n__gt=last.upto if last else 0).order_by("n")[: merkle.MOST]
    numbers = list(links.values_list("n", "entry_id"))
    entries = [entry for _, entry in numbers]
    leaves, seed = leaves_of(entries, using=using), secrets.token_bytes(16)
    tree, number = merkle.grow(leaves, seed), last.n + 1 if last else 1
    made = Checkpoint(
        n=number,
        at=due,
        root=tree.root,
        hash=merkle.chained(bytes(last.hash) if last else b"", number, due, tree.root),
        upto=numbers[-1][0] if numbers else last.upto if last else 0,
        seed=seed,
    )
    made.save(using=using, force_insert=True)
    _remember_paths(tree, leaves, number, entries, using)
    return made


def _remember_paths(tree: merkle.Tree, leaves: list[bytes], number: int, entries: list[int], using: str) -> None:
    """Of the entries that somebody holds a receipt for: nobody who asks makes us build a tree."""
    asked = Entry.objects.using(using).filter(pk__in=entries, receipt=True)
    held = {bytes(leaf) for leaf in asked.values_list("leaf", flat=True)}
    found = []
    for place, leaf in enumerate(leaves):
        if leaf in held:
            slot, neighbours = tree.path(place)
            found.append(Inclusion(leaf=leaf, checkpoint=number, slot=slot, path=b"".join(neighbours)))
    Inclusion.objects.using(using).bulk_create(found, batch_size=1000)


def sign(at: datetime, *, using: str = DEFAULT_DB_ALIAS) -> int:
    """Sign what no key that still counts has signed: usually the newest one, all of them after a key was lost."""
    folder = Path(settings.KEYRING_FOLDER)
    good = [key.id for key in keys.published(folder).keys if not key.revoked_on]
    signed = Signature.objects.using(using).filter(key__in=good).values("checkpoint")
    waiting = Checkpoint.objects.using(using).exclude(n__in=signed).order_by("-n")[:AT_ONCE]
    found = {checkpoint.n: checkpoint for checkpoint in waiting}
    if not found:
        return 0
    signer, on = keys.current(folder, keys.Use.CHECKPOINTS), at.astimezone().date()
    before = dict(Checkpoint.objects.using(using).filter(n__in=[n - 1 for n in found]).values_list("n", "hash"))
    made = [
        Signature(
            checkpoint=n,
            key=signer.id,
            statement=sign_checkpoint(
                Pinned(n, each.at, bytes(each.root), bytes(before.get(n - 1, b""))), on=on, signer=signer
            ),
        )
        for n, each in found.items()
    ]
    Signature.objects.using(using).bulk_create(made)
    return len(made)
