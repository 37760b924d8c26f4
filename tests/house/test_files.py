"""No file speaks of one machine; every package is pinned."""

from __future__ import annotations

import re

import pytest

from tests.house.files import BAD, GOOD, committed, private, unpinned
from tests.house.sources import ROOT

SPEAKS = "No committed file names the path of one machine, the host of a registry, or holds a private key."
PINNED = "Every package that pyproject.toml asks for is pinned by version and hash in a lock file: installs repeat."
LOCKS = {
    "s3": "requirements-dev.lock",
    "": "requirements.lock",
    "local": "requirements.lock",
    "dev": "requirements-dev.lock",
}


def test_no_committed_file_speaks_of_one_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{words}"
        for path in committed()
        for words in private(path.read_text(errors="replace"))
    ]
    assert not found, f"{SPEAKS}\n" + "\n".join(found)
    assert len(committed()) > 200


@pytest.mark.parametrize("sample", BAD)
def test_a_file_that_does_is_refused(sample: str) -> None:
    assert list(private(sample)), SPEAKS


@pytest.mark.parametrize("sample", GOOD)
def test_ordinary_words_are_not(sample: str) -> None:
    assert not list(private(sample))


def test_every_package_is_pinned() -> None:
    locks = {kind: (ROOT / name).read_text() for kind, name in LOCKS.items()}
    found = list(unpinned((ROOT / "pyproject.toml").read_text(), locks))
    assert not found, f"{PINNED}\n" + "\n".join(found)


def test_a_package_that_is_not_pinned_is_found() -> None:
    pyproject = '[project]\ndependencies = ["a>=1", "B_c[x]==2", "d"]\n[project.optional-dependencies]\nother = ["e"]\n'
    lock = "a==1 \\\n    --hash=sha256:00\nb-c==2 \\\n    --hash=sha256:00\nd==3\n"
    assert [re.sub(r" .*", "", words) for words in unpinned(pyproject, {"": lock})] == ["d", "no"], PINNED
