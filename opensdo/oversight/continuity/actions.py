"""Make a backup, remember it, let one go."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from opensdo.kit import references
from opensdo.kit.build import build
from opensdo.kit.signing import keys as signing
from opensdo.oversight.continuity import archive, manifest, recipients, snapshot, stored, targets
from opensdo.oversight.continuity.archive import Member
from opensdo.oversight.continuity.manifest import Manifest, Stored
from opensdo.oversight.continuity.models import Backup, Drill
from opensdo.oversight.continuity.rules import spent
from opensdo.parties.accounts.models import User
from opensdo.privacy.data.models import Assignment
from opensdo.privacy.data.purposes import Purpose
from opensdo.privacy.ledger.actions import append

DATABASE, FILES, LIST, SIGNATURE = "database", "files", "manifest.json", "manifest.signed"
Tell = Callable[[str], None]


class Lost(Exception):
    """The backup is made, and says so itself: files that a record names are not there, or are not what they were."""


def back_up(folder: Path, *, at: datetime, tell: Tell) -> Backup:
    """Raises NotAnswering, NotDumped, NoRecipient, NotThere, Full, Lost; only Lost leaves a backup."""
    name = named(at)
    with targets.new(folder, name) as out:
        made = write(out, name, at=at, tell=tell)
    targets.put_label(
        folder,
        targets.Label(name, made.made_at, out.size, out.digest, made.build, tuple(made.keyrings), made.keep_until),
    )
    tell(f"{folder / name}{targets.SEALED}: {out.size:,} bytes")
    kept = remember(made, size=out.size, digest=out.digest)
    if made.lost:
        raise Lost(f"{len(made.lost)} files are gone or were changed: {', '.join(made.lost[:5])}")
    return kept


def stream(out: IO[bytes], *, at: datetime, tell: Tell) -> Backup:
    """For a pipe. Whoever reads it has to see that all of it arrived: the digest is told at the end."""
    counted = targets.Counted(out)
    made = write(counted, named(at), at=at, tell=tell)
    counted.flush()
    return remember(made, size=counted.size, digest=counted.digest)


def write(out: targets.Counted, name: str, *, at: datetime, tell: Tell) -> Manifest:
    """The dump, the files, the list of both, the signature under it: in this order, encrypted as they come."""
    keyring = Path(settings.KEYRING_FOLDER)
    to = recipients.recipients(keyring)
    with snapshot.taken() as seen:
        copying = _Copying(seen, name, at, tell)
        archive.write(out, copying.members(signing.current(keyring)), to)
    if copying.made is None:
        raise AssertionError("the list is written last")
    return copying.made


def remember(made: Manifest, *, size: int, digest: str) -> Backup:
    with transaction.atomic(using=settings.OWNER_DATABASE):
        kept = known_as(made, size=size, digest=digest)
        append("backup.made", kept, using=settings.OWNER_DATABASE, name=made.name, digest=digest, lost=len(made.lost))
    return kept


def known_as(made: Manifest, *, size: int, digest: str) -> Backup:
    """The database's own note of it; an office that came back from an older backup takes it from the backup itself."""
    kept, _ = Backup.objects.using(settings.OWNER_DATABASE).get_or_create(
        name=made.name,
        defaults={
            "made_at": datetime.fromisoformat(made.made_at),
            "build": made.build,
            "size": size,
            "digest": digest,
            "rows": made.rows,
            "files": len(made.files),
            "keyrings": dict(made.keyrings),
            "keep_until": date.fromisoformat(made.keep_until) if made.keep_until else None,
        },
    )
    return kept


@dataclass
class Looked:
    """What a drill found in the scratch office; `wrong` is empty when everything is as it was."""

    links: int = 0
    values_opened: int = 0
    files_opened: int = 0
    wrong: str = ""


def remember_drill(backup: Backup, looked: Looked, *, at: datetime, seconds: int) -> Drill:
    with transaction.atomic(using=settings.OWNER_DATABASE):
        kept = Drill.objects.using(settings.OWNER_DATABASE).create(
            backup=backup,
            ran_at=at,
            build=build(),
            matched=not looked.wrong,
            words=looked.wrong,
            rows=backup.rows,
            files=backup.files,
            links=looked.links,
            values_opened=looked.values_opened,
            files_opened=looked.files_opened,
            seconds=seconds,
        )
        append("backup.drilled", backup, using=settings.OWNER_DATABASE, name=backup.name, matched=kept.matched)
    return kept


def prune(folder: Path, *, on: date, at: datetime) -> list[str]:
    """Destroy what is past its day, as long as a newer one was put back successfully. The names of what went."""
    known = Backup.objects.using(settings.OWNER_DATABASE)
    drilled = set(known.filter(drills__matched=True).values_list("name", flat=True))
    gone = []
    for label in spent(targets.labels(folder), drilled, on=on):
        targets.remove(folder, label.name)
        with transaction.atomic(using=settings.OWNER_DATABASE):
            known.filter(name=label.name).update(gone_at=at)
            append("backup.pruned", f"continuity.Backup:{label.name}", using=settings.OWNER_DATABASE, name=label.name)
        gone.append(label.name)
    return gone


def named(at: datetime) -> str:
    """The time first, so that a folder sorts itself; then something nobody else has."""
    return f"{at:%Y%m%dT%H%M%SZ}-{references.new('B')}".lower()


class _Copying:
    """What is found while it is copied goes into the list at the end."""

    def __init__(self, seen: snapshot.Snapshot, name: str, at: datetime, tell: Tell) -> None:
        self.seen, self.name, self.at, self.tell = seen, name, at, tell
        self.parts: list[str] = []
        self.files: dict[str, Stored] = {}
        self.lost: list[str] = []
        self.made: Manifest | None = None

    def members(self, signer: signing.Signer) -> Iterator[Member]:
        yield from self._database()
        yield from self._files()
        self.made = self._manifest()
        written = self.made.written()
        yield _whole(LIST, written)
        yield _whole(SIGNATURE, manifest.sign(written, signer, on=timezone.localdate(self.at)).encode())

    def _database(self) -> Iterator[Member]:
        self.tell("The database")
        size = 0
        for number, part in enumerate(self.seen.dump()):
            self.parts.append(hashlib.sha256(part).hexdigest())
            size += len(part)
            yield _whole(f"{DATABASE}/{number:08}", part)
            self.tell(f"The database: {size:,} bytes")

    def _files(self) -> Iterator[Member]:
        """A file is written before the row that names it and never changed, so the database goes first."""
        named_here = self.seen.files()
        for number, (name, digest) in enumerate(named_here.items(), 1):
            with stored.copied(name) as found:
                if found is None or found[0].digest != digest:
                    self.lost.append(name)
                if found:
                    self.files[name], content = found
                    yield Member(f"{FILES}/{name}", self.files[name].size, archive.pieces(content))
            self.tell(f"Files: {number:,} of {len(named_here):,}")

    def _manifest(self) -> Manifest:
        self.tell("Count every row")
        lost = stored.still_named(self.lost)
        days = settings.BACKUP_DAYS
        until = timezone.localdate(self.at) + timedelta(days=days) if days else None
        return Manifest(
            name=self.name,
            made_at=self.at.isoformat(),
            build=build(),
            postgres=self.seen.postgres(),
            policy=self.seen.policy(),
            demonstration=self.seen.is_demonstration(),
            migrations=self.seen.migrations(),
            ledger=self.seen.ledger(),
            keyrings=self.seen.keyrings(),
            keep_until=until.isoformat() if until else "",
            tables=self.seen.tables(),
            parts=tuple(self.parts),
            files=self.files,
            lost=tuple(lost),
        )


def _whole(name: str, data: bytes) -> Member:
    return Member(name, len(data), [data])


def employ_for_drill() -> User:
    """Somebody who exists in a scratch office and nowhere else."""
    return User.objects.using(settings.OWNER_DATABASE).create(email="drill@scratch.invalid", is_staff=True)


def assign_in_scratch(officer: User, purpose: Purpose, subject_id: int) -> None:
    """Appointed to the purpose, and assigned to the subject: the database asks for both."""
    known = Assignment.objects.using(settings.OWNER_DATABASE)
    known.get_or_create(actor_id=officer.pk, purpose=purpose.code, subject=None)
    known.get_or_create(actor_id=officer.pk, purpose=purpose.code, subject_id=subject_id)
