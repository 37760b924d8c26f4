"""The checkout's own Python environment, installed from the lock files. Runs before any package is there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OFFICE = ROOT / "requirements.lock"
WORKSHOP = ROOT / "requirements-dev.lock"


class NotReady(Exception):
    """Something the machine lacks; the message says what to do about it."""


@contextmanager
def step(words: str) -> Iterator[None]:
    """One line of progress: what is being done, then how long it took."""
    print(f"  {words:<44}", end="", flush=True)
    began = time.monotonic()
    try:
        yield
    except BaseException:
        print(" stopped", flush=True)
        raise
    print(f"{time.monotonic() - began:6.1f} s", flush=True)


def prepare(lock: Path = OFFICE) -> None:
    """Make .venv and install what the lock file names, unless that is done; safe to interrupt and to run again."""
    if VENV.is_symlink():
        return  # somebody else's environment: they look after it
    if not _works():
        with step("Make a Python environment in .venv"):
            _make()
    if _stamp(lock).exists() and _stamp(lock).read_text() == _wanted(lock):
        return
    with step(f"Install {_count(lock)} packages with {'uv' if _uv() else 'pip'}"):
        _install(lock)
    _stamp(lock).write_text(_wanted(lock))


def environment(**more: str) -> dict[str, str]:
    """For what we start: it finds the checkout, and no setting of the caller's shell leads it astray."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DJANGO_", "GRANIAN_"))}
    return ours | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "VIRTUAL_ENV": str(VENV)} | more


def _works() -> bool:
    """A kill may have left half an environment, and a system upgrade may have taken its Python away."""
    if not PYTHON.exists():
        return False
    asked = subprocess.run([PYTHON, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"], capture_output=True)
    return asked.returncode == 0


def _make() -> None:
    if uv := _uv():
        _run(uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV)
        return
    try:
        _run(sys.executable, "-m", "venv", "--clear", VENV)
    except NotReady as failed:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise NotReady(f"{failed}\nOn Debian or Ubuntu: apt-get install python{version}-venv") from None


def _install(lock: Path) -> None:
    if uv := _uv():
        _run(uv, "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "--compile-bytecode", "-r", lock)
    else:
        if not (VENV / "bin" / "pip").exists():  # uv made it, and is gone
            _run(PYTHON, "-m", "ensurepip")
        _run(
            *(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
            *("--require-hashes", "-r", lock),
        )


def _run(*words: object) -> None:
    done = subprocess.run([*map(str, words)], capture_output=True, text=True, env=environment(), cwd=ROOT)
    if done.returncode:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-12:])
        raise NotReady(f"{Path(str(words[0])).name} did not succeed:\n{last}")


def _uv() -> str | None:
    return shutil.which("uv")


def _count(lock: Path) -> int:
    return sum("==" in line for line in lock.read_text().splitlines())


def _wanted(lock: Path) -> str:
    return sha256(lock.read_bytes() + (VENV / "pyvenv.cfg").read_bytes()).hexdigest()


def _stamp(lock: Path) -> Path:
    return VENV / f"installed-{lock.stem}"
