"""Put a backup back: read it whole first, believe it only then, and use nothing that was not believed."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final, cast

import psycopg
from django.conf import settings
from psycopg import sql
from pyrage import x25519

from opensdo.kit.postgres import binaries, mark
from opensdo.kit.signing.keys import PublicKeys
from opensdo.oversight.continuity import archive, manifest, snapshot, stored
from opensdo.oversight.continuity.actions import DATABASE, FILES, LIST, SIGNATURE
from opensdo.oversight.continuity.archive import Unreadable
from opensdo.oversight.continuity.manifest import Manifest, Stored, Table
from opensdo.privacy.data import keyring
from opensdo.privacy.data.keys import Unopenable
from opensdo.privacy.data.roles import OWNER, STEWARD

CHANGED: Final = "The backup changed while it was read."
MOST_LISTED: Final = 1024**3
Tell = Callable[[str], None]


class NotTheSame(Exception):
    """What was put back is not what the backup says it holds."""


class NotLoaded(Exception):
    """PostgreSQL refused a part of it; its last words are in the message."""


@dataclass(frozen=True)
class Sealed:
    """A backup that this office signed, read from its first byte to its last."""

    path: Path
    identities: Sequence[x25519.Identity]
    said: Manifest


def believe(path: Path, identities: Sequence[x25519.Identity], known: PublicKeys, *, tell: Tell) -> Sealed:
    """Raises OSError, Unreadable, NotOurs, FromElsewhere."""
    parts: list[str] = []
    files: dict[str, Stored] = {}
    lists: dict[str, bytes] = {}
    size = path.stat().st_size
    with path.open("rb") as sealed, archive.reading(sealed, identities) as members:
        for name, content in members:
            tell(f"Read the backup: {sealed.tell():,} of {size:,} bytes")
            kind, _, rest = name.partition("/")
            if kind == DATABASE:
                parts.append(hashlib.sha256(content.read()).hexdigest())
            elif kind == FILES:
                files[rest] = _digested(content)
            else:
                lists[name] = content.read(MOST_LISTED)
    if lists.keys() != {LIST, SIGNATURE}:
        raise Unreadable("It does not say what it holds.")
    said = manifest.check(lists[LIST], lists[SIGNATURE].decode(errors="replace"), known)
    if tuple(parts) != said.parts or files != dict(said.files):
        raise Unreadable("It holds other things than it says.")
    return Sealed(path, identities, said)


def load(backup: Sealed, database: str, *, tell: Tell) -> None:
    """Into an empty database and the store of files. Each part is compared again before it is used: the file may have
    been exchanged since it was believed. Raises NotTheSame, NotAsBackedUp, NotLoaded, Unreadable."""
    with _lent(database), _loading(database) as into:
        waiting = _give(backup, into, tell)
    if waiting:
        raise NotTheSame(CHANGED)


def _give(backup: Sealed, into: IO[bytes], tell: Tell) -> list[str]:
    """The digests of the parts that were not there."""
    waiting, every = list(backup.said.parts), len(backup.said.parts)
    with backup.path.open("rb") as sealed, archive.reading(sealed, backup.identities) as members:
        for name, content in members:
            kind, _, rest = name.partition("/")
            if kind == DATABASE:
                part = content.read()
                if not waiting or hashlib.sha256(part).hexdigest() != waiting.pop(0):
                    raise NotTheSame(CHANGED)
                into.write(part)
                tell(f"The database: part {every - len(waiting):,} of {every:,}")
            elif kind == FILES:
                if rest not in backup.said.files:
                    raise NotTheSame(CHANGED)
                stored.put_back(rest, content, backup.said.files[rest])
                tell(f"Files: {rest[:2]}…")
    return waiting


def compare(database: str, said: Manifest) -> None:
    """Every row of every table, counted and hashed anew. Raises NotTheSame."""
    with snapshot.taken(database) as now:
        found, ledger = now.tables(), now.ledger()
        why = now.ledger_is_whole()
    wrong = [_differs(name, found.get(name), said.tables.get(name)) for name in sorted({*found, *said.tables})]
    if any(wrong):
        raise NotTheSame("; ".join(filter(None, wrong)))
    if ledger != said.ledger:
        raise NotTheSame("The ledger ends elsewhere.")
    if why:
        raise NotTheSame(f"The ledger is not whole: {why}.")


def missing_keys(said: Manifest) -> dict[str, int]:
    """Key epochs that do not open here, with how many values and files they keep shut."""
    return {name: many for name, many in said.keyrings.items() if not _opens(name)}


def _opens(epoch: str) -> bool:
    try:
        return keyring.fits(epoch) or epoch not in keyring.ring().public and bool(keyring.opening_key(epoch))
    except Unopenable:
        return False


@contextmanager
def _loading(database: str) -> Iterator[IO[bytes]]:
    """pg_restore, fed from here. What it creates belongs to whom it belonged."""
    told = settings.DATABASES["default"]
    words = ["--format=custom", "--exit-on-error", "--no-privileges", "--no-password", f"--role={OWNER}"]
    words += [f"--exclude-schema={mark.SCHEMA}", f"--host={told['HOST']}", f"--username={STEWARD}"]
    words += [f"--dbname={database}", *([f"--port={told['PORT']}"] if told["PORT"] else [])]
    with TemporaryFile() as said:
        running = subprocess.Popen(  # noqa: S603
            [str(binaries.tool("pg_restore")), *words],
            env=os.environ | {"PGPASSFILE": str(settings.SERVER.passfile(STEWARD))},
            stdin=subprocess.PIPE,
            stdout=said,
            stderr=said,
        )
        feed = cast("IO[bytes]", running.stdin)
        try:
            with suppress(BrokenPipeError):  # it ended before its time, and says why
                yield feed
        except BaseException:
            running.kill()
            raise
        finally:
            with suppress(BrokenPipeError):
                feed.close()
            failed = running.wait()
        if failed:
            said.seek(0)
            raise NotLoaded(snapshot.last_words(said.read()))


@contextmanager
def _lent(database: str) -> Iterator[None]:
    """A function changes hands only to a role that may create one."""
    with connected(database) as steward:
        found = steward.execute(
            "SELECT g.rolname FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid"
            " JOIN pg_roles o ON o.oid = m.member WHERE o.rolname = %s AND m.set_option",
            [OWNER],
        ).fetchall()
        roles = sql.SQL(", ").join(sql.Identifier(str(role)) for (role,) in found)
        steward.execute(sql.SQL("GRANT CREATE ON SCHEMA public TO {}").format(roles))
        yield
        steward.execute(sql.SQL("REVOKE CREATE ON SCHEMA public FROM {}").format(roles))
        steward.execute("ANALYZE")


def connected(database: str) -> psycopg.Connection[tuple[object, ...]]:
    """The steward, as the owner of everything."""
    told = settings.DATABASES["default"]
    return psycopg.connect(
        host=told["HOST"],
        port=told["PORT"] or None,
        dbname=database,
        user=STEWARD,
        passfile=str(settings.SERVER.passfile(STEWARD)),
        options=f"-c role={OWNER}",
        autocommit=True,
    )


def _digested(content: IO[bytes]) -> Stored:
    digest, size = hashlib.sha256(), 0
    for piece in archive.pieces(content):
        digest.update(piece)
        size += len(piece)
    return Stored(size, digest.hexdigest())


def _differs(name: str, found: Table | None, said: Table | None) -> str:
    if found == said:
        return ""
    rows = [table.rows if table else 0 for table in (said, found)]
    return f"{name}: {rows[0]} rows were backed up and {rows[1]} put back" + (
        ", and they read differently" if rows[0] == rows[1] else ""
    )
