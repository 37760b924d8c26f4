"""Signs of harm, by the rules in harmful.yar. Bytes in, the reason out."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import IO, Any, Final

import yara_x

from opensdo.papers.documents.rules import DOCX, JPEG, PDF, PNG, XLSX, Kind, NotAccepted
from opensdo.papers.documents.structure import members

RULES: Final = Path(__file__).with_name("harmful.yar")
TAGS: Final = {PDF: "pdf", JPEG: "picture", PNG: "picture", DOCX: "office", XLSX: "office"}


def look_for_harm(kind: Kind, content: IO[bytes]) -> None:
    """Raises NotAccepted with what was found. Of an office file every part is looked at, unpacked."""
    content.seek(0)
    tag = TAGS[kind]
    _scan(tag, content.read())
    if tag == "office":
        for _, body in members(content):
            _scan(tag, body)


def _scan(tag: str, body: bytes) -> None:
    for found in yara_x.Scanner(rules()).scan(body).matching_rules:
        if {"every", tag} & set(found.tags):
            why = dict(found.metadata)["why"]
            raise NotAccepted(f"We do not take this file, because {why}. Print it to a new PDF and send that one.")


@cache
def rules() -> Any:
    return yara_x.compile(RULES.read_text())
