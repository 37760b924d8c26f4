"""Put a backup back where nobody works, by the same command as on the worst day, and keep what was found."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings

from opensdo.kit.postgres.server import UNSAFE_BUT_FAST, Server
from opensdo.kit.signing import keys as signing
from opensdo.oversight.continuity import recipients, restoring, snapshot, targets
from opensdo.oversight.continuity.actions import Looked, known_as, remember_drill
from opensdo.oversight.continuity.models import Drill

DATABASE: Final = "opensdo_drill"
Tell = Callable[[str], None]


class Underway(OSError):
    """Another drill runs in this installation."""


def run(backup: Path, identity: Path, *, keys: Path, at: datetime, tell: Tell) -> Drill:
    """A backup that is not this office's, or not whole, is no drill: raises what `restoring.believe` raises."""
    began = time.monotonic()
    sealed = restoring.believe(backup, recipients.identities(identity), signing.published(keys), tell=tell)
    looked, wrong = Looked(), ""
    with _scratch(Path(settings.HOME) / "drill", keys) as (home, environment):
        tell("Restore into a scratch cluster")
        wrong = _child(
            environment, "opensdo.web.cli", "restore", backup, "--identity", identity, "--scratch", "--without-keys"
        )
        if not wrong:
            tell("Open what is sealed")
            said = home / "looked.json"
            wrong = _child(environment, "opensdo.oversight.continuity.looking", said)
            looked = Looked(**json.loads(said.read_text())) if said.exists() else looked
    if sealed.said.lost and not wrong:
        wrong = f"{len(sealed.said.lost)} files were lost before the backup was made"
    looked.wrong = wrong or looked.wrong
    known = known_as(sealed.said, size=backup.stat().st_size, digest=targets.digest_of(backup))
    return remember_drill(known, looked, at=at, seconds=round(time.monotonic() - began))


@contextmanager
def _scratch(home: Path, keys: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """A home and a server of its own, thrown away; what a killed drill left is thrown away first."""
    home.parent.mkdir(parents=True, exist_ok=True)
    with home.with_name("drill.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            raise Underway("Another drill is under way here.") from busy
        server = Server(home / "postgres", UNSAFE_BUT_FAST)
        _throw_away(home, server)
        home.mkdir(mode=0o755)
        (home / "keys").symlink_to(keys.resolve())
        try:
            with server.borrowed():
                yield home, _environment(home)
        finally:
            _throw_away(home, server)


def under_way() -> bool:
    """Whether this process lives in the scratch place of a drill that runs now."""
    try:
        with Path(settings.HOME).with_name("drill.lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return Path(settings.HOME).name == "drill"
    except FileNotFoundError:
        pass
    return False


def _throw_away(home: Path, server: Server) -> None:
    if (server.data / "PG_VERSION").exists():
        server.stop()
    for folder in (server.folder, server.socket, home):
        if folder.exists():
            shutil.rmtree(folder)


def _environment(home: Path) -> dict[str, str]:
    """The settings of this office, but for where it lives."""
    away = ("OPENSDO_DATABASE_HOST", "OPENSDO_DATABASE_PORT", "OPENSDO_FILES")
    ours = {name: value for name, value in os.environ.items() if name not in away}
    return ours | {
        "OPENSDO_HOME": str(home),
        "OPENSDO_DATABASE": DATABASE,
        "OPENSDO_LOGIN": "staff",
        "DJANGO_SETTINGS_MODULE": "opensdo.web.settings",
    }


def _child(environment: dict[str, str], module: str, *words: object) -> str:
    """Empty when it went well; else its last words."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", module, *map(str, words)],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode == 0:
        return ""
    return snapshot.last_words(done.stderr) or f"{module} ended with {done.returncode}"
