"""What stays on this computer is told from what goes over a network."""

from __future__ import annotations

import pytest

from opensdo.kit.hosts import stays_here


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("/run/postgresql", True),
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.8.0.1", True),
        ("[::1]", True),
        ("localhost,/run/postgresql", True),
        ("localhost,db.example.org", False),
        ("10.0.0.7", False),
        ("db.example.org", False),
        ("localhost.example.org", False),
        ("0.0.0.0", False),  # noqa: S104  (never listened on)
        ("", False),
    ],
)
def test_only_this_computer_answers_to_some_names(host: str, here: bool) -> None:
    assert stays_here(host) is here
