"""What the worker does by itself: tell those who asked for a way back that somebody did."""

from __future__ import annotations

from procrastinate.contrib.django import app

from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import NOTIFY


@app.periodic(cron="17 * * * *")
@app.task(name="personnel.tell_of_ways_back", queueing_lock="personnel.tell_of_ways_back")
def tell_of_ways_back(timestamp: int) -> None:
    from opensdo.parties.personnel.actions import coming_back  # noqa: PLC0415  (models are not loaded yet)

    with acting(None, NOTIFY):
        coming_back.tell()
