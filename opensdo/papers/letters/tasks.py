"""Send what was posted, again and again with longer waits; take up what a killed worker left lying."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

AGAIN: Final = RetryStrategy(max_attempts=9, exponential_wait=4)  # after 4, 16, 64 seconds ... and at last 3 days


@app.task(name="letters.send", retry=AGAIN)
def send(letter_id: str) -> None:
    from opensdo.papers.letters import actions  # noqa: PLC0415  (actions enqueue tasks)

    actions.send(UUID(letter_id), at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="jobs.take_up", queueing_lock="jobs.take_up", pass_context=True)
async def take_up(context: JobContext, timestamp: int) -> None:
    """For every kind of job: one whose worker's heart has stopped goes back into the queue."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs():
        await jobs.retry_job(job)
