"""Where the ledger stands in public, for any page that wants to show it."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from opensdo.oversight.assurance.receipts.queries import standing

register = template.Library()


@register.inclusion_tag("assurance/receipts/ledger.html")
def ledger() -> dict[str, Any]:
    return {"standing": standing(timezone.now())}
