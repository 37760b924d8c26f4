"""Tell applicants of papers that came out badly after they had been taken in."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from opensdo.papers.documents.models import Document
from opensdo.papers.documents.states import Status
from opensdo.privacy.data.purposes import NOTIFY
from opensdo.programs.certification import letters
from opensdo.programs.certification.models import Application, Paper
from opensdo.programs.certification.states import OPEN
from opensdo.programs.certification.states import Status as Stage

ENDED = (Status.REFUSED, Status.UNCHECKABLE)


@transaction.atomic
def tell_of_refused(*, at: datetime) -> None:
    """Refused, or never to be checked. Each once: the mark and the letter are of one transaction."""
    ended = Paper.objects.seen_for(NOTIFY).filter(told_at=None, document__status__in=ENDED)
    waiting = list(ended.select_for_update(of=("self",), skip_locked=True))
    documents = Document.objects.seen_for(NOTIFY).in_bulk([each.document_id for each in waiting])
    cases = Application.objects.seen_for(NOTIFY).in_bulk([each.application_id for each in waiting])
    for paper in waiting:
        document, case = documents[paper.document_id], cases[paper.application_id]
        if not (document.is_wanted_again and document.findings):  # tried again; or its key was destroyed on purpose
            continue
        if case.status in (Stage.DRAFT, *OPEN):
            letters.paper_refused(case, paper.requirement, document.findings, at=at)
        paper.told_at = at
        paper.save(update_fields=["told_at"])
