"""The worker's part: it looked into every paper while it was new, or the office would begin with a broken promise."""

from __future__ import annotations

from datetime import datetime

from demo.sites import at_site
from opensdo.papers.documents.actions.inspecting import inspect
from opensdo.papers.documents.models import Document
from opensdo.papers.documents.states import Status
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import INSPECT, Login


def inspect_papers(at: datetime) -> None:
    with at_site(Login.WORKER):
        with acting(None, INSPECT):
            waiting = Document.objects.filter(status=Status.QUARANTINED)
            found = list(waiting.values_list("pk", flat=True))
        for document_id in found:
            inspect(document_id, at=at, last=True)
