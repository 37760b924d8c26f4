"""Which build is running: the version and a fingerprint of the code itself."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
KINDS = {".py", ".sql", ".html", ".toml", ".md", ".txt", ".css", ".js", ".typ"}


@cache
def build() -> str:
    """Two installations with the same code agree; a changed line makes another build."""
    print_ = sha256()
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in KINDS and "tests" not in path.parts:
            print_.update(str(path.relative_to(PACKAGE)).encode())
            print_.update(path.read_bytes())
    return f"{_version()}+{print_.hexdigest()[:12]}"


def _version() -> str:
    try:
        return version("opensdo")
    except PackageNotFoundError:
        return "0"
