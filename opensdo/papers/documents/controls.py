"""Files lie sealed under keys that are not old, asked of the bytes in the store; none waits long to be checked."""

from __future__ import annotations

import hashlib
import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from io import BytesIO
from secrets import SystemRandom
from typing import Any, Final, NamedTuple

from django.db.backends.utils import CursorWrapper

from opensdo.kit.counting import counted
from opensdo.papers.documents.rules import MEGABYTE, TRIED_AGAIN, begins_like
from opensdo.papers.documents.sealing import CHUNK, TAG, Sealed, Tampered, opened
from opensdo.papers.documents.storage import storage
from opensdo.papers.documents.storage.missing import Missing
from opensdo.privacy.data import keyring, keys
from opensdo.privacy.policy.controls import Finding, control

MOST: Final = 200  # files in one night, drawn by lot: another night draws others
MOST_BYTES: Final = 500 * MEGABYTE
ENOUGH: Final = 2048  # bytes: of fewer, nobody can tell noise from chance
NOISE: Final = 500  # chi-square of 256 byte values: noise has 255, by chance 350 once in 30,000, never this
SPECIMEN: Final = b"%PDF-1.7 What a visitor sends. " * 4000
GUARDED: Final = """
    SELECT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = 'documents_document'::regclass AND tgname = 'judged'
                   AND tgenabled IN ('O', 'A') AND tgfoid = 'only_the_inspection_judges()'::regprocedure)
"""
OLDEST: Final = timedelta(days=400)


class Stored(NamedTuple):
    """What the database says of one sealed object. Nothing in it is about a person."""

    all: int
    name: str
    sealed_digest: str
    size: int
    keyring: str | None
    own_key: bool


def _drawn(cursor: CursorWrapper) -> list[Stored]:
    cursor.execute("SELECT * FROM stored_files(%s)", [MOST])
    return [Stored(*row) for row in cursor.fetchall()]


@contextmanager
def _one_file_lies_open() -> Iterator[None]:
    """In the store of the scratch process: what was sealed is replaced by what a visitor sent."""
    name = next(storage().names())
    with storage().get(name) as content:
        before = content.read()
    storage().put(name, [SPECIMEN])
    try:
        yield
    finally:
        storage().put(name, [before])


@contextmanager
def _years_go_by() -> Iterator[None]:
    """The key pair of the scratch process was made two years ago."""
    path = keyring.folder() / f"{keyring.sealing_key().name}.pub"
    before = path.stat()
    os.utime(path, ns=(before.st_atime_ns, time.time_ns() - 730 * 86_400 * 10**9))
    try:
        yield
    finally:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@control("encryption.files", breaks_if=_one_file_lies_open, broken="one file was left open in the store")
def every_file_lies_sealed(cursor: CursorWrapper) -> Finding:
    """No key is asked for: that it is noise, of the length and digest that sealing gave it, is seen from outside."""
    drawn = _drawn(cursor)
    read, seen, wrong, missing = 0, 0, [], 0
    for file in drawn:
        if read >= MOST_BYTES:
            break
        try:
            why = _is_not_sealed(file)
        except Missing:  # lost is another promise, or it was taken back a moment ago
            missing += 1
            continue
        read, seen = read + file.size, seen + 1
        if why:
            wrong.append(f"{file.name[:12]}: {why}")
    wrong += [f"{name[:12]}: not noise" for name in _open_in_the_store()]
    if why := _specimen():
        wrong.append(f"a test file: {why}")
    total = drawn[0].all if drawn else 0
    return Finding(
        not wrong,
        f"We read {seen:,} of {counted(total, 'stored file')}, and locked a test file the same way."
        f" {len(wrong):,} could be read without a key.",
        seen + 1,
        " ".join([*wrong[:5], *([f"{missing} not there"] if missing else [])]),
    )


@control("encryption.files", breaks_if=_years_go_by, broken="the key pair was left as it was for two years")
def no_file_is_locked_with_an_old_key(cursor: CursorWrapper) -> Finding:
    drawn = _drawn(cursor)
    newest = keyring.sealing_key().name
    used = {file.keyring for file in drawn if file.keyring} | {newest}
    old = sorted(name for name in used if _age(name) > OLDEST)
    days = _age(newest).days
    return Finding(
        not old,
        f"The keys that lock files were changed {counted(days, 'day')} ago."
        f" We asked {counted(len(drawn), 'file')}: {counted(len(old), 'key pair')} in use should have been changed.",
        len(used),
        " ".join(old),
    )


@control(
    "not-lost",
    breaks_if="UPDATE documents_document SET given_at = given_at - interval '2 days'",
    broken="files that were sent had waited for two days",
)
def every_file_is_looked_into_within_a_day(cursor: CursorWrapper) -> Finding:
    """What nobody has looked into, nobody may open: it is as good as lost. And no other login may say that it did."""
    cursor.execute("SELECT * FROM files_waiting(%s)", [list(TRIED_AGAIN)])
    sent, waiting, longest = cursor.fetchone()
    cursor.execute(GUARDED)
    guarded = cursor.fetchone()[0]
    hours = int((longest or 0) // 3600)
    return Finding(
        guarded and hours < 24,
        f"People sent us {counted(sent, 'file')}. {waiting:,} wait for a check,"
        f" the first of them for {counted(hours, 'hour')}.",
        sent + 1,
        "" if guarded else "the trigger `judged` is off",
    )


def _is_not_sealed(file: Stored) -> str:
    """Why not, or nothing."""
    digest, length, head = hashlib.sha256(), 0, b""
    with storage().get(file.name) as content:
        while chunk := content.read(CHUNK):
            head = head or chunk
            digest.update(chunk)
            length += len(chunk)
    if _looks_open(head):
        return "not noise"
    if length != file.size + TAG * -(-file.size // CHUNK):
        return "not as long as sealing makes it"
    if digest.hexdigest() != file.sealed_digest:
        return "not what was sealed"
    return "" if file.own_key else "its key opens something else, too"


def _open_in_the_store() -> list[str]:
    """Also what no record points to: whatever somebody laid down there."""
    names = list(storage().names())
    found = []
    for name in SystemRandom().sample(names, min(len(names), MOST)):
        try:
            with storage().get(name) as content:
                if _looks_open(content.read(CHUNK)):
                    found.append(name)
        except Missing:
            continue
    return found


def _specimen() -> str:
    """What is sealed from now on: by the very code that seals."""
    key, name = keys.new_key(), "0" * 64
    made = Sealed(key, name, BytesIO(SPECIMEN))
    whole = b"".join(made)
    if _looks_open(whole) or b"visitor" in whole:
        return "not noise"
    for other_key, other_name in ((keys.new_key(), name), (key, "1" * 64)):
        try:
            b"".join(opened(other_key, other_name, BytesIO(whole), made.digest.hexdigest()))
        except Tampered:
            continue
        return "opens with any key"
    return ""


def _looks_open(head: bytes) -> bool:
    if begins_like(head):
        return True
    if len(head) < ENOUGH:
        return False
    fair, found = len(head) / 256, Counter(head)
    return sum((found[byte] - fair) ** 2 for byte in range(256)) / fair > NOISE


def _age(name: str) -> timedelta:
    """A copy of the folder makes its files look young; the name of an epoch is the day it was made, but for the
    first. One that is not here cannot be asked, and counts as old."""
    path: Any = keyring.folder() / f"{name}.pub"
    if not path.exists():
        return timedelta.max
    made = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    with suppress(ValueError):
        made = min(made, datetime.fromisoformat(name[:10]).replace(tzinfo=UTC))
    return max(datetime.now(UTC) - made, timedelta())
