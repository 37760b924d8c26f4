"""The invented past of the demonstration office, made by the office's own actions. Each step may run again at any time.

A step is (words for the progress line, function of the present moment). A function that acts as a kind of process
wraps itself in `demo.office.at_site(Login.PUBLIC)` and names its actor and purpose with `acting`, as a request would.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

Step = tuple[str, Callable[[datetime], None]]

STEPS: list[Step] = []


def seed(at: datetime) -> None:
    for _, tell in STEPS:
        tell(at)
