"""Tell applicants of papers that were refused after they had been taken in."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from opensdo.papers.documents.models import Document
from opensdo.papers.documents.states import Status
from opensdo.privacy.data.purposes import NOTIFY
from opensdo.programs.certification import letters
from opensdo.programs.certification.models import Application, Paper


@transaction.atomic
def tell_of_refused(*, at: datetime) -> None:
    """Each once: the mark and the letter are of one transaction."""
    refused = Paper.objects.seen_for(NOTIFY).filter(told_at=None, document__status=Status.REFUSED)
    waiting = list(refused.select_for_update(of=("self",), skip_locked=True))
    documents = Document.objects.seen_for(NOTIFY).in_bulk([each.document_id for each in waiting])
    cases = Application.objects.seen_for(NOTIFY).in_bulk([each.application_id for each in waiting])
    for paper in waiting:
        findings = documents[paper.document_id].findings
        letters.paper_refused(cases[paper.application_id], paper.requirement, findings, at=at)
        paper.told_at = at
        paper.save(update_fields=["told_at"])
