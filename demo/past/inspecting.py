"""The worker's part: it looks into the papers that the past opens. The rest waits for the worker of the office."""

from __future__ import annotations

from datetime import datetime

from demo.past.shape import OPENED
from demo.sites import at_site
from opensdo.papers.documents.actions.inspecting import inspect
from opensdo.papers.documents.models import Document
from opensdo.papers.documents.states import Status
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import INSPECT, Login


def inspect_papers(at: datetime) -> None:
    with at_site(Login.WORKER):
        with acting(None, INSPECT):
            waiting = Document.objects.filter(kind=OPENED, status=Status.QUARANTINED)
            found = list(waiting.values_list("pk", flat=True))
        for document_id in found:
            inspect(document_id, at=at, last=True)
