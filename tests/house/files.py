"""What no committed file may hold, and what the lock files have to hold."""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.house.sources import ROOT

PRIVATE = {  # [r] and ~ keep this file from breaking its own rule
    "a path of one machine": re.compile(r"(?<![\w./-])/(?:[r]oot|[w]ork|[h]ome/\w+|[U]sers/\w+|[m]nt/\w+)(?![\w-])"),
    "the host of a registry": re.compile(
        r"\b(?:[p]ypi\.org|[p]ythonhosted\.org|[n]pmjs\.(?:org|com)|[d]eb\.debian\.org|[p]roxy\.golang\.org)", re.I
    ),
    "a private key": re.compile(r"-----[B]EGIN (?:[A-Z]+ )?PRIVATE KEY-----"),
}
BAD = [
    sample.replace("~", "")
    for sample in (
        *("cd /ro~ot/x", 'HOME = "/wo~rk/main"', "/ho~me/ada/.venv", "see /wo~rk.", "'/Us~ers/ada'"),
        *("https://py~pi.org/simple", "http://registry.np~mjs.org/", "deb http://de~b.debian.org/debian"),
        *("-----BEG~IN PRIVATE KEY-----", "-----BEG~IN RSA PRIVATE KEY-----"),
    )
]
GOOD = (
    "at /staff/work/ you find",
    "her work/life",
    "a/root/b",
    "the root of the tree",
    "/account/home",
    "pypi package",
)
SHOWN_AS_IS = frozenset({".png", ".jpg", ".pdf", ".woff2", ".ico", ".gz", ".zip"})


def private(text: str) -> Iterator[str]:
    for words, pattern in PRIVATE.items():
        yield from (
            f"{text.count(chr(10), 0, found.start()) + 1}: {words}: {found[0]}" for found in pattern.finditer(text)
        )


def committed(root: Path = ROOT) -> list[Path]:
    """What git knows or would take; without git, every file that is not hidden."""
    asked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=root, capture_output=True, text=True
    )
    if asked.returncode == 0:
        found = [root / name for name in asked.stdout.splitlines()]
    else:
        found = [path for path in root.rglob("*") if not any(part[0] == "." for part in path.relative_to(root).parts)]
    return [path for path in found if path.is_file() and path.suffix not in SHOWN_AS_IS]


def unpinned(pyproject: str, locks: dict[str, str]) -> Iterator[str]:
    """`locks` maps the kind of a dependency ("", or the name of an extra) to the text of the file that must pin it."""
    project = tomllib.loads(pyproject)["project"]
    wanted = {"": project["dependencies"], **project.get("optional-dependencies", {})}
    for kind, requirements in wanted.items():
        if kind not in locks:
            yield f"no lock file is known for the extra {kind}"
            continue
        pinned = {_plain(name) for name in re.findall(r"^([A-Za-z0-9._-]+)==\S+ \\\n\s+--hash=", locks[kind], re.M)}
        for requirement in requirements:
            name = _plain(re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0])
            if name not in pinned:
                yield f"{requirement} is not pinned with a hash"


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
