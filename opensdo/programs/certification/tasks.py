"""What the worker does by itself for certification."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import NOTIFY


@app.periodic(cron="23 4 * * *")
@app.task(name="certification.destroy_old_checks", queueing_lock="certification.destroy_old_checks")
def destroy_old_checks(timestamp: int) -> None:
    from opensdo.programs.certification.actions import checking  # noqa: PLC0415  (models are not loaded yet)

    with acting(None, NOTIFY):
        checking.destroy_old(today=timezone.localdate())


@app.periodic(cron="* * * * *")
@app.task(name="certification.tell_of_refused_papers", queueing_lock="certification.tell_of_refused_papers")
def tell_of_refused_papers(timestamp: int) -> None:
    from opensdo.programs.certification.actions import papers  # noqa: PLC0415  (models are not loaded yet)

    with acting(None, NOTIFY):
        papers.tell_of_refused(at=timezone.now())


@app.periodic(cron="10 5 * * *")
@app.task(name="certification.publish_revocations", queueing_lock="certification.publish_revocations")
def publish_revocations(timestamp: int) -> None:
    """The list of ended certificates is signed anew every day, so that a fresh one can always be had."""
    from opensdo.programs.certification.actions import certificates  # noqa: PLC0415  (models are not loaded yet)

    with acting(None, NOTIFY):
        certificates.publish(at=timezone.now())
