"""Parts that keep a promise wherever they stand: a link that leaves, a notice beside a form, words of the policy."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import is_valid_path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from opensdo.oversight.assurance.queries import sheet
from opensdo.privacy.policy.wording import Piece, pieces

register = template.Library()
PAGES = {"term": "#term-{}", "law": "#law-{}", "page": "{}"}


@register.simple_tag
def leaving(url: str, words: str) -> SafeString:
    """A link to another site says so, to eyes and to ears, and tells that site nothing about where it came from."""
    return format_html(
        '<a class="out" href="{}" rel="external noreferrer">{}<span class="hidden"> (leaves this site)</span></a>',
        url,
        words,
    )


@register.inclusion_tag("parts/notice.html", takes_context=True)
def notice(context: template.Context, why: str, who: str, public: str, keep: str) -> dict[str, Any]:
    """The collection notice of a form that is not made of declared fields. The form names it: aria-describedby."""
    said = {"why": why, "seen": who, "public": [(public.removesuffix("."), "")], "keep": [keep] if keep else []}
    return {"notice": said, "proof": context.get("proof")}


def _leads(piece: Piece) -> bool:
    """A page that is not built yet is not linked."""
    return piece.kind != "page" or bool(is_valid_path(piece.target))


@register.simple_tag
def plainly(words: str) -> str:
    """The same words without their links."""
    return "".join(piece.words for piece in pieces(words))


@register.inclusion_tag("assurance/front.html")
def squares() -> dict[str, Any]:
    """For the front page: how our promises stand, and where to read more."""
    return {"sheet": sheet(timezone.now())}


@register.simple_tag
def promised(words: str) -> SafeString:
    """The words of the policy with their links, as text that was escaped."""
    out = SafeString("")
    for piece in pieces(words):
        target = PAGES[piece.kind].format(piece.target) if piece.kind and _leads(piece) else ""
        out += format_html('<a href="{}">{}</a>', target, piece.words) if target else format_html("{}", piece.words)
    return out
