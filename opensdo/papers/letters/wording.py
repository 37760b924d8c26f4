"""From a template to the words of a letter, and from the words to the parts of an e-mail."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.template import Context, Engine
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from opensdo.law.office import office

SUBJECT: Final = re.compile(r"\ASubject: ([^\n{}]{1,78})\n\n")
NEVER: Final = re.compile("[\0\ud800-\udfff]")


class Unfit(ValueError):
    """The template is no letter: its first line must be `Subject: ` and fixed words, then an empty line."""


class Wording(NamedTuple):
    subject_line: str
    text: str


def word(kind: str, context: Mapping[str, Any]) -> Wording:
    """`certification.submitted` is worded by the template `certification/letters/submitted.txt`."""
    room, _, event = kind.partition(".")
    template = Engine.get_default().get_template(f"{room}/letters/{event}.txt")
    subject_line = subject_of(template.source)
    values = {**context, "office": office(), "origin": settings.PUBLIC_ORIGIN, "staff_origin": settings.STAFF_ORIGIN}
    body = template.render(Context(values, autoescape=False)).partition("\n\n")[2]
    foot = Engine.get_default().get_template("letters/foot.txt").render(Context(values, autoescape=False))
    return Wording(subject_line, _tidy(f"{body}\n\n{foot}"))


def subject_of(source: str) -> str:
    """Fixed words: a subject line is read by every server on the way, so nothing about a person can be put in."""
    found = SUBJECT.match(source)
    if not found:
        raise Unfit(source[:80])
    return found[1].strip()


def as_html(wording: Wording) -> SafeString:
    """The same words. Only an address of ours becomes a link: one that somebody typed stays words."""
    return format_html(
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{}</title></head>\n'
        "<body>\n{}</body></html>\n",
        wording.subject_line,
        format_html_join("", "<p>{}</p>\n", ((_lines(part),) for part in wording.text.strip().split("\n\n"))),
    )


def _lines(text: str) -> SafeString:
    return format_html_join(SafeString("<br>\n"), "{}", ((_linked(line),) for line in text.split("\n")))


def _linked(line: str) -> SafeString:
    ours = "|".join(re.escape(origin) for origin in {settings.PUBLIC_ORIGIN, settings.STAFF_ORIGIN})
    parts = re.split(rf"((?:{ours})/(?:[^\s<>\"']*[^\s<>\"'.,;:!?)])?)", line)
    return format_html_join("", "{}", ((_link(part) if place % 2 else part,) for place, part in enumerate(parts)))


def _link(address: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', address, address)


def _tidy(text: str) -> str:
    plain = NEVER.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = "\n".join(line.rstrip() for line in plain.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"
