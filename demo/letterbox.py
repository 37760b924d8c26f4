"""The letters that the mailbox has stored, one file each, newest first."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path

from django.conf import settings

NAME = re.compile(r"[0-9]{8}T[0-9]{12}-[0-9a-f]{8}")
AT_MOST = 500


@dataclass(frozen=True)
class Attachment:
    number: int
    name: str
    kind: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    name: str
    raw: bytes

    @cached_property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)

    @property
    def subject(self) -> str:
        return self.header("subject") or "(no subject)"

    @property
    def to(self) -> str:
        return self.header("to") or self.header("x-envelope-to")

    @property
    def at(self) -> datetime:
        return datetime.strptime(self.name.partition("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, self.header(name)) for name in dict.fromkeys(self.message.keys())]

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        """Shown as its source only: nothing that a letter brings is run or fetched."""
        return self._part("html")

    @property
    def attachments(self) -> list[Attachment]:
        found = []
        for number, part in enumerate(self.message.iter_attachments()):
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                name = " ".join((part.get_filename() or f"part-{number}").split())
                found.append(Attachment(number, name, part.get_content_type(), content))
        return found

    def header(self, name: str) -> str:
        try:
            return ", ".join(str(value) for value in self.message.get_all(name, []))
        except (ValueError, IndexError, AttributeError):  # the parser gives up on some malformed fields
            return "(not readable)"

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        if part is None:
            return ""
        content = part.get_payload(decode=True)
        charset = part.get_content_charset("utf-8")
        try:
            return content.decode(charset, errors="replace") if isinstance(content, bytes) else ""
        except LookupError:
            return content.decode("latin-1") if isinstance(content, bytes) else ""


def folder() -> Path:
    return Path(settings.HOME) / "mail"


def keep(raw: bytes, at: datetime) -> Path:
    """Written under another name first: a reader never sees half a letter."""
    folder().mkdir(parents=True, exist_ok=True)
    path = folder() / f"{at.astimezone(UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}.eml"
    half_made = path.with_suffix(".new")
    half_made.write_bytes(raw)
    half_made.rename(path)
    return path


def letters() -> list[Letter]:
    names = sorted((path.stem for path in folder().glob("*.eml")), reverse=True)[:AT_MOST]
    return [found for name in names if (found := letter(name))]


def letter(name: str) -> Letter | None:
    path = folder() / f"{name}.eml"
    return Letter(name, path.read_bytes()) if NAME.fullmatch(name) and path.is_file() else None
