"""Keep the answers of a page where its questions are bound to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, cast

from django.db.models import Model

from opensdo.papers.questions.bindings import Records, is_sealed, place_of, record_of
from opensdo.papers.questions.shape import Page
from opensdo.privacy.data.models import Collected
from opensdo.privacy.data.vault import seal


def keep(page: Page, given: Mapping[str, Any], records: Records) -> None:
    """Inside the caller's transaction and purpose. A sealed field left empty leaves what was sealed before."""
    touched: dict[Model, set[str]] = defaultdict(set)
    for question in page.questions:
        _, field, key = place_of(question.binds)
        record, value = record_of(question, records), given[question.code]
        if is_sealed(question):
            if value:
                seal(cast(Collected, record), field, value)
                setattr(record, f"has_{field}", True)
                touched[record].add(f"has_{field}")
            continue
        setattr(record, field, {**(getattr(record, field) or {}), key: value} if key else value)
        touched[record].add(field)
    for record, names in touched.items():
        record.save(update_fields=sorted(names))
