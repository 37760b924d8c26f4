"""What a page may not contain: anything that its Content-Security-Policy refuses, anything from another server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.house.sources import ROOT

COMMENT = re.compile(r"\{#.*?#\}|\{% comment .*?endcomment %\}|<!--.*?-->", re.S)
BANNED = {
    "a style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "a script in the page": re.compile(r"<script\b(?![^>]*\s(?:src=|type=\"application/json\"))", re.I),
    "an event attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=\s*[\"'{]", re.I),
    "a javascript: address": re.compile(r"javascript:", re.I),
    "a resource of another server": re.compile(
        r"<(?:script|img|iframe|source|video|audio|embed|object|track|use|image)\b[^>]*\s"
        r"(?:src|srcset|href|data|xlink:href|poster)\s*=\s*[\"']?\s*(?:https?:)?//",
        re.I,
    ),
    "a link element to another server": re.compile(r"<link\b[^>]*\shref\s*=\s*[\"']?\s*(?:https?:)?//", re.I),
    "a form that goes to another server": re.compile(r"<form\b[^>]*\saction\s*=\s*[\"']?\s*(?:https?:)?//", re.I),
    "a stylesheet's resource of another server": re.compile(r"(?:@import|url\()\s*[\"']?\s*(?:https?:)?//", re.I),
}
BAD = {
    "a style attribute": '<p class="a"\n style="color: red">',
    "a style element": "<style>p { color: red }</style>",
    "a script in the page": "<script>alert(1)</script>",
    "an event attribute": '<button type="button" onclick="go()">',
    "a javascript: address": '<a href="javascript:go()">',
    "a resource of another server": '<img alt="" src="//example.org/pixel.gif">',
    "a link element to another server": '<link rel="stylesheet" href="https://example.org/a.css">',
    "a form that goes to another server": '<form method="post" action="https://example.org/">',
    "a stylesheet's resource of another server": '@font-face { src: url("https://example.org/a.woff2") }',
}
GOOD = (
    '<script src="{% static "a.js" %}" defer></script><link rel="icon" href="{% static "mark.svg" %}">',
    '<script type="application/json">{}</script>',
    '<a href="https://example.org/">The law at example.org</a> {# style="x" #}<p class="once on">on = 1</p>',
    "a { background: url(data:image/png;base64,AA) }",
)


def wrong(text: str) -> Iterator[str]:
    """Line and name of what may not be there."""
    seen = COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    for words, pattern in BANNED.items():
        yield from (f"{seen.count(chr(10), 0, found.start()) + 1}: {words}" for found in pattern.finditer(seen))


@cache
def pages(root: Path = ROOT) -> tuple[Path, ...]:
    """Templates of pages, stylesheets and drawings; letters are text and have no such parts."""
    kinds = ("templates/**/*.html", "static/**/*.css", "static/**/*.svg", "templates/**/*.svg")
    return tuple(path for top in ("opensdo", "demo") for kind in kinds for path in sorted((root / top).rglob(kind)))
