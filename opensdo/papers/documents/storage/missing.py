"""What every storage says of a name that it does not hold."""

from __future__ import annotations


class Missing(LookupError):
    """There is nothing under this name."""
