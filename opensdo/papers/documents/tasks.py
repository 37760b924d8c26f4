"""Look into what was sent, again and again with longer waits; clear away what was taken back."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

TRIES: Final = 6
AGAIN: Final = RetryStrategy(max_attempts=TRIES, exponential_wait=4)  # after 4, 16, 64 seconds ... 23 minutes in all
AFTER_LETTERS: Final = -1


@app.task(name="documents.inspect", retry=AGAIN, pass_context=True, priority=AFTER_LETTERS)
def inspect(context: JobContext, document_id: int) -> None:
    from opensdo.papers.documents.actions import inspecting  # noqa: PLC0415  (its actions enqueue tasks)

    tries = context.job.attempts if context.job else 0
    inspecting.inspect(document_id, at=timezone.now(), last=tries + 1 >= TRIES)


@app.periodic(cron="17 * * * *")
@app.task(name="documents.inspect_again", queueing_lock="documents.inspect_again")
def inspect_again(timestamp: int) -> None:
    from opensdo.papers.documents.actions import inspecting  # noqa: PLC0415  (its actions enqueue tasks)

    for document_id in inspecting.waiting(at=timezone.now()):
        with suppress(AlreadyEnqueued):  # an hour was not enough for those before it
            one = f"document {document_id}"
            inspect.configure(lock=one, queueing_lock=f"{one} again").defer(document_id=document_id)


@app.periodic(cron="41 3 * * *")
@app.task(name="documents.clear_away", queueing_lock="documents.clear_away", priority=AFTER_LETTERS)
def clear_away(timestamp: int) -> None:
    from opensdo.papers.documents.actions import inspecting  # noqa: PLC0415  (its actions enqueue tasks)

    inspecting.clear_away(at=timezone.now())


@app.task(name="documents.discard", retry=AGAIN, priority=AFTER_LETTERS)
def discard(name: str) -> None:
    from opensdo.papers.documents.actions import inspecting  # noqa: PLC0415  (its actions enqueue tasks)

    inspecting.discard(name)
