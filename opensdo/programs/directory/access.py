"""The only way a view gets an entry. Everybody may read every entry; what is not listed is not there."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from opensdo.programs.directory.models import Entry


def entry(slug: str) -> Entry:
    return get_object_or_404(
        Entry.objects.defer("words", "certified", "sort_name").prefetch_related("certificates"), slug=slug
    )
