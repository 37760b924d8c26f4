"""The invented past of the demonstration office, made by the office's own actions. Each step may run again at any time.

A step is (words for the progress line, function of the present moment).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from demo.past.applying import apply
from demo.past.firms import bring_in_firms
from demo.past.inspecting import inspect_papers
from demo.past.people import move_in
from demo.past.reviewing import review

Step = tuple[str, Callable[[datetime], None]]

STEPS: list[Step] = [
    ("The cast moves in", move_in),
    ("Bring in firms certified before", bring_in_firms),
    ("Invented people apply", apply),
    ("Their papers are looked into", inspect_papers),
    ("Rosa reads, Sol decides", review),
]


def seed(at: datetime) -> None:
    for _, tell in STEPS:
        tell(at)
