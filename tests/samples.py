"""Public material that is no part of the project: a folder beside it, or the one that OPENSDO_SAMPLES names."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def sample(path: str) -> Path:
    """Where the file is, or would be: a test that needs it skips, and says so, where it is missing."""
    named = os.environ.get("OPENSDO_SAMPLES")
    folders = [Path(named)] if named else [parent / "shared" / "data" for parent in ROOT.parents]
    found = [folder / path for folder in folders if (folder / path).exists()]
    return found[0] if found else ROOT / "missing" / path
