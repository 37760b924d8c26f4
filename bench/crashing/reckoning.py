"""Afterwards: is everything that was confirmed there, once, and can it be proven?"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings

from bench.crashing.crowd import Confirmed
from opensdo.kit.signing import keys as signing
from opensdo.papers.documents.storage import storage
from opensdo.papers.documents.storage.missing import Missing
from opensdo.privacy.ledger import queries, receipts

Rows = list[tuple[Any, ...]]


def ask(question: str, given: list[Any] | None = None) -> Rows:
    with psycopg.connect(settings.SERVER.dsn(settings.DATABASE)) as superuser:
        return superuser.execute(question, given).fetchall()


def letters_left() -> int:
    return int(ask("SELECT count(*) FROM letters_letter WHERE sent_at IS NULL AND refused_at IS NULL")[0][0])


def reckon(confirmed: Confirmed, mailbox: Path) -> dict[str, int]:
    """Every number but the first of each kind has to be zero, and `said_twice` may be anything."""
    sent = list(dict.fromkeys(confirmed.sent))
    there = Counter(name for (name,) in ask(
        "SELECT reference FROM certification_application WHERE reference = ANY (%s) AND submitted_at IS NOT NULL", [sent]
    ))  # fmt: skip
    written = Counter(name for (name,) in ask(
        "SELECT a.reference FROM ledger_entry e JOIN certification_application a ON a.subject_id = e.about"
        " WHERE e.kind = 'certification.submitted' AND a.reference = ANY (%s)", [sent]
    ))  # fmt: skip
    lost, twice = _letters(sent, mailbox)
    return {
        "sent": len(sent),
        "sent_lost": sum(there[name] == 0 for name in sent),
        "sent_twice": sum(there[name] > 1 or written[name] > 1 for name in sent),
        "not_in_the_ledger": sum(written[name] == 0 for name in sent),
        **_papers(confirmed),
        "letters_lost": lost,
        "letters_said_twice": twice,
        **_receipts(confirmed),
        **_ledger(),
    }


def _letters(sent: list[str], mailbox: Path) -> tuple[int, int]:
    """Lost: no letter, or none that arrived. Said twice: one letter that arrived twice, with the same number."""
    arrived = Counter[str]()
    for path in mailbox.rglob("*"):
        if path.is_file():
            found = re.search(rb"(?im)^message-id:\s*<([0-9a-f-]{36})@", path.read_bytes())
            if found:
                arrived[found[1].decode()] += 1
    rows = ask(
        "SELECT id::text, text FROM letters_letter WHERE kind = 'certification.submitted' AND sent_at IS NOT NULL"
    )
    of: dict[str, list[str]] = {name: [] for name in sent}
    for number, text in rows:
        for name in set(re.findall(r"CERT-\w{4}-\w{4}", text)) & of.keys():
            of[name].append(number)
    lost = sum(not any(arrived[number] for number in numbers) for numbers in of.values())
    return lost, sum(many - 1 for many in arrived.values() if many > 1)


def _papers(confirmed: Confirmed) -> dict[str, int]:
    wanted = {name: digest for _, name, digest in confirmed.papers}
    rows = ask(
        "SELECT name, digest, storage_key, sealed_digest FROM documents_document WHERE name = ANY (%s)", [list(wanted)]
    )
    many = Counter(name for name, *_ in rows)
    damaged = 0
    for name, digest, key, sealed in rows:
        try:
            with storage().get(key) as content:
                damaged += digest != wanted[name] or hashlib.sha256(content.read()).hexdigest() != sealed
        except Missing:
            damaged += 1
    return {
        "papers": len(wanted),
        "papers_lost": sum(many[name] == 0 for name in wanted),
        "papers_damaged": damaged,
        "papers_twice": sum(number > 1 for number in many.values()),
    }


def _receipts(confirmed: Confirmed) -> dict[str, int]:
    """Genuine by the office's public key, and of an entry that the ledger has."""
    wrong = 0
    known = signing.published(Path(settings.KEYRING_FOLDER))
    assert known
    for content in confirmed.receipts.values():
        try:
            wrong += receipts.find(content.decode(), using=settings.OWNER_DATABASE) is None
        except receipts.Unreadable:
            wrong += 1
    return {"receipts": len(confirmed.receipts), "receipts_wrong": wrong}


def _ledger() -> dict[str, int]:
    verdict = queries.verify(using=settings.OWNER_DATABASE)
    print(f"ledger: {verdict.links} links, {verdict.checkpoints} checkpoints, {verdict.why or 'whole'}")
    return {"links": verdict.links, "ledger_broken": int(not verdict.whole)}
