"""What this room answers for: applications with what belongs to them, and the certificates that came of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from opensdo.parties.businesses.models import FILE
from opensdo.privacy.data.records import Table, Tables, register
from opensdo.programs.certification.models import (
    Application,
    Assessment,
    Certificate,
    InformationRequest,
    Note,
    Paper,
)
from opensdo.programs.certification.states import Status

SENT = "It was sent as it stands. Report the change, and an officer looks at the case again."
OURS = "It says what an officer found or asked. Your own statement can stand beside it."


def certificate_ends(subject: int) -> Iterator[date | None]:
    """An application that is open, or was withdrawn on a day that nobody kept, has not ended."""
    for certificate in Certificate.objects.filter(subject_id=subject).only("ended_on", "through"):
        yield certificate.ended_on or certificate.through
    for application in Application.objects.filter(subject_id=subject).only("status", "decided_at"):
        if application.status != Status.CERTIFIED:
            yield _decided(application)


def case_is_decided(subject: int) -> Iterator[date | None]:
    for application in Application.objects.filter(subject_id=subject).only("status", "decided_at"):
        yield _decided(application)


def _decided(application: Application) -> date | None:
    return timezone.localdate(application.decided_at) if application.decided_at else None


register(
    Tables(
        "certification",
        Table(model=Paper, words="a file of an application", keep=FILE),
        Table(model=Assessment, words="what an officer found", fixed=OURS),
        Table(model=Note, words="a note of the office", fixed=OURS),
        Table(model=InformationRequest, words="what an officer asked", fixed=OURS),
        Table(model=Certificate, words="a certificate", keep=FILE),
        Table(model=Application, words="an application", fixed=SENT),
        ended={"the certificate ends": certificate_ends, "the case is decided": case_is_decided},
    )
)
