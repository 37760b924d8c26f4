"""The lock files pin every package by hash, and name no place to get them from."""

from __future__ import annotations

import re
import tomllib

import pytest

from demo.environment import OFFICE, ROOT, WORKSHOP


def pins(text: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", text, re.MULTILINE))


@pytest.mark.parametrize("lock", [OFFICE, WORKSHOP], ids=lambda lock: str(lock.name))
def test_a_lock_file_pins_by_hash_and_names_no_host(lock: object) -> None:
    text = (ROOT / str(lock)).read_text()
    assert not re.search(r"://|--index|--extra|--find", text)
    for entry in re.split(r"\n(?=[a-z])", text.strip()):
        assert re.match(r"[a-z0-9-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_everything_the_project_asks_for_is_locked() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = asked["optional-dependencies"]
    for words, lock in ((asked["dependencies"] + extras["local"], OFFICE), (extras["dev"], WORKSHOP)):
        names = {re.split(r"[^A-Za-z0-9._-]", word)[0].lower().replace("_", "-") for word in words}
        assert names <= pins(lock.read_text()).keys(), "lock anew: see docs"


def test_the_workshop_has_the_versions_of_the_office() -> None:
    office, workshop = pins(OFFICE.read_text()), pins(WORKSHOP.read_text())
    assert office.items() <= workshop.items()
    assert "pytest" not in office
