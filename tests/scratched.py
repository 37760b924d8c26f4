"""The office's own settings for a scratch process on the test server, which waits for no disk."""

from __future__ import annotations

from opensdo.web.settings import *  # noqa: F403

CRASH_SAFE = ("data_checksums",)
