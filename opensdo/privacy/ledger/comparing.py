"""Hold the ledger against checkpoints that somebody kept: from the feed, from a newspaper, from a proof."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS

from opensdo.kit.signing import keys
from opensdo.kit.signing.receipts import read_checkpoint
from opensdo.kit.signing.statements import NotGenuine
from opensdo.privacy.ledger.models import Checkpoint
from opensdo.privacy.ledger.receipts import TOKEN

PRINTED: Final = re.compile(r"(\d{1,9}) · ((?:[0-9a-f]{4} ){15}[0-9a-f]{4})")


class Nothing(ValueError):
    """There is no checkpoint in the file."""


def differences(text: str, *, using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """What does not fit, in words. Raises Nothing."""
    said = [*_printed(text), *_signed(text)]
    if not said:
        raise Nothing("there is no checkpoint in this file, neither signed nor printed in full")
    numbers = {number for number, _ in said}
    rows = Checkpoint.objects.using(using).filter(n__in=numbers).values_list("n", "hash")
    here = {number: bytes(found) for number, found in rows}
    return sorted({words for number, found in said if (words := _difference(number, found, here))})


def _difference(number: int, found: bytes, here: dict[int, bytes]) -> str:
    if number not in here:
        return f"checkpoint {number} was kept and is not here: the end was cut off, or this is an older copy"
    if here[number] != found:
        return f"checkpoint {number} that was kept has other contents: it was published twice, or the past was changed"
    return ""


def _printed(text: str) -> Iterator[tuple[int, bytes]]:
    for number, digits in PRINTED.findall(text):
        yield int(number), bytes.fromhex(digits)


def _signed(text: str) -> Iterator[tuple[int, bytes]]:
    """A receipt in the same file, or what another office signed, is passed over."""
    known = keys.published(Path(settings.KEYRING_FOLDER))
    for token in TOKEN.findall(text):
        try:
            pinned = read_checkpoint(token, known)
        except NotGenuine:
            continue
        yield pinned.number, pinned.hash
