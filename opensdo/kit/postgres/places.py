"""Where a server may keep its files: an account must be able to walk there, a socket's path must be short and plain."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import stat
from hashlib import sha256
from pathlib import Path

SHARED_GROUND = Path("/var/lib/opensdo")  # reachable by any account on every Linux
LONGEST_SOCKET_FOLDER = 90  # of 107 bytes, with room for the name of the socket
PLAIN = re.compile(r"[A-Za-z0-9/._+-]+")
UNSAFE_IN_PG_CTL = set('"$`\\\n')  # pg_ctl builds a line for the shell from its folders


class Unreachable(Exception):
    """The account that runs the server cannot reach its files."""


def server_account() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root, so root lends it a lesser account."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def reachable(path: Path, account: pwd.struct_passwd | None) -> bool:
    """Whether the account may walk down to the path, as far as the path exists already."""
    return account is None or all(_may_enter(folder, account) for folder in path.parents if folder.exists())


def home_of(folder: Path, account: pwd.struct_passwd | None) -> Path:
    """The folder itself where that works; else, always the same, a place on shared ground."""
    if (folder / "data").exists() or reachable(folder, account) and not UNSAFE_IN_PG_CTL & set(str(folder)):
        return folder
    if account is None:
        raise Unreachable(f"PostgreSQL cannot live in a folder with this name: {folder}")
    return SHARED_GROUND / _digest(folder)


def socket_of(folder: Path) -> Path:
    """Beside the data where the path is short and plain, else in a private folder under /tmp."""
    beside = folder / "socket"
    if len(os.fsencode(beside)) <= LONGEST_SOCKET_FOLDER and PLAIN.fullmatch(str(beside)):
        return beside
    return Path(f"/tmp/opensdo-{os.geteuid()}-{_digest(folder)}")  # noqa: S108  (make_private refuses another's)


def make_way(path: Path) -> None:
    """Make the missing folders, open to walk through whatever the umask says."""
    for folder in reversed([path, *path.parents]):
        if not folder.exists():
            folder.mkdir(exist_ok=True)
            folder.chmod(0o755)


def make_private(path: Path, account: pwd.struct_passwd | None) -> None:
    """A folder for one account; somebody else's folder of that name is refused."""
    owner = account.pw_uid if account else os.geteuid()
    path.mkdir(mode=0o700, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (owner, os.geteuid()):
        raise Unreachable(f"{path} belongs to somebody else")
    hand_over(path, account)
    path.chmod(0o700)


def hand_over(path: Path, account: pwd.struct_passwd | None) -> None:
    if account:
        os.chown(path, account.pw_uid, account.pw_gid)


def copy_of(tools: Path, folder: Path) -> Path:
    """The installation copied beside the data, for an account that cannot reach the original.

    The binaries of a wheel look for their libraries three folders up: the copy keeps that shape.
    """
    package, copy, half_made = tools.parent.parent, folder / "binaries", folder / "binaries.new"
    there = copy / package.name / tools.parent.name / tools.name
    if _same_binaries(there, tools):
        return there
    shutil.rmtree(half_made, ignore_errors=True)
    make_way(half_made / package.name)
    shutil.copytree(tools.parent, half_made / package.name / tools.parent.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, half_made / libraries.name)
    for path in half_made.rglob("*"):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o055 if path.stat().st_mode & stat.S_IXUSR else 0o044))
    shutil.rmtree(copy, ignore_errors=True)
    half_made.rename(copy)
    return there


def _same_binaries(copy: Path, original: Path) -> bool:
    """Compared by size: a copy of another version differs, and reading them both takes longer than starting."""
    ours, theirs = copy / "postgres", original / "postgres"
    return ours.exists() and ours.stat().st_size == theirs.stat().st_size


def _may_enter(folder: Path, account: pwd.struct_passwd) -> bool:
    found = folder.stat()
    if found.st_uid == account.pw_uid:
        return bool(found.st_mode & stat.S_IXUSR)
    if found.st_gid == account.pw_gid:
        return bool(found.st_mode & stat.S_IXGRP)
    return bool(found.st_mode & stat.S_IXOTH)


def _digest(folder: Path) -> str:
    return sha256(os.fsencode(folder)).hexdigest()[:12]
