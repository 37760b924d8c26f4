"""What the worker does by itself: ask every control each night, and tell who has to know when something is not well."""

from __future__ import annotations

import subprocess
import sys
from typing import Final

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

ASK: Final = (sys.executable, "-m", "django", "check_policy")
PATIENCE: Final = 3600
AGAIN: Final = RetryStrategy(max_attempts=6, exponential_wait=6)


class NotAsked(Exception):
    """The command ended in another way than by saying what it found."""


@app.periodic(cron="35 6 * * *")
@app.task(name="assurance.ask", queueing_lock="assurance.ask", retry=AGAIN)
def ask(timestamp: int) -> None:
    """In a process of its own, which puts on other settings while it reads the pages as a visitor does."""
    done = subprocess.run(ASK, stdout=subprocess.DEVNULL, timeout=PATIENCE, check=False)  # noqa: S603
    if done.returncode not in (0, 1):  # 1 is an answer, too: a promise is not kept
        raise NotAsked(done.returncode)


@app.periodic(cron="5 12 * * *")
@app.task(name="assurance.tell", queueing_lock="assurance.tell", retry=AGAIN)
def tell(timestamp: int) -> None:
    from opensdo.oversight.assurance import telling  # noqa: PLC0415  (models are not loaded yet)

    telling.tell(at=timezone.now())
