"""The only way a view gets a document. What a purpose may not see does not exist."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from opensdo.papers.documents.models import Document
from opensdo.privacy.data.purposes import CERTIFY


def assigned_document(reference: str) -> Document:
    return get_object_or_404(Document.objects.seen_for(CERTIFY), reference=reference)
