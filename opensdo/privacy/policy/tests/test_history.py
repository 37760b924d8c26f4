"""The last days, told as a table: one bad hour makes a bad day, and silence is never good news."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from opensdo.privacy.policy.history import Mark, Past, history

TODAY = date(2026, 11, 23)
K, N, U = Mark.KEPT, Mark.NOT_KEPT, Mark.UNKNOWN


def asked(ago: int, *, control: str = "c", held: bool = True, looked: bool = True, lasts: int = 1) -> Past:
    day = TODAY - timedelta(days=ago)
    return Past(control, day, held, looked, day + timedelta(days=lasts))


@pytest.mark.parametrize(
    ("past", "expected"),
    [
        ([asked(2), asked(1), asked(0)], [K, K, K]),
        ([asked(2), asked(0)], [K, K, K]),  # an answer counts on for a day
        ([asked(3), asked(0)], [K, K, U, K]),  # and then no more
        ([asked(1, held=False), asked(0)], [N, K]),
        ([asked(2, held=False)], [N, N, N]),  # a failure does not grow old
        ([asked(0, looked=False)], [U]),
        ([asked(1), asked(1, control="d", held=False), asked(0), asked(0, control="d")], [N, K]),
        ([asked(1), asked(1, control="gone"), asked(0)], [K, K]),  # taken out since
        ([], [U]),
    ],
)
def test_days(past: list[Past], expected: list[Mark]) -> None:
    assert list(history(past, controls={"c", "d"}, today=TODAY).marks) == expected


def test_it_goes_back_ninety_days_and_says_so_in_words() -> None:
    found = history([asked(ago) for ago in range(200)] + [asked(5, held=False)], controls={"c"}, today=TODAY)
    assert len(found.marks) == 90
    assert len(found.recent) == 30
    assert found.words == "kept on 90" or found.words.startswith("kept on 89")
