"""Names of officers by their numbers."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def get(known: Mapping[int, str], number: int | None) -> str:
    return known.get(number or 0, "")
