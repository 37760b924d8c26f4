"""What a storage says when it does not do what was asked."""

from __future__ import annotations


class Missing(LookupError):
    """There is nothing under this name."""


class Unavailable(OSError):
    """It is full or away: nothing was read or written, and another try may help."""
