"""A backup file is whole and unchanged, or it is refused; the public tools would read it, too."""

from __future__ import annotations

import io
import os
import tarfile
from collections.abc import Iterable
from pathlib import Path

import pyrage
import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from opensdo.oversight.continuity import recipients
from opensdo.oversight.continuity.archive import Member, Unreadable, reading, write

MINE, OTHER = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
LONG = bytes(range(256)) * 1000
HELD = {"database/00000000": LONG, "files/ab": b"", "files/cd": b"x", "manifest.json": b"{}"}


def sealed(members: Iterable[Member]) -> bytes:
    out = io.BytesIO()
    write(out, members, [MINE.to_public()])
    return out.getvalue()


def whole(held: dict[str, bytes]) -> Iterable[Member]:
    return (Member(name, len(data), [data[:100], data[100:]]) for name, data in held.items())


def opened(data: bytes, key: pyrage.x25519.Identity = MINE) -> dict[str, bytes]:
    with reading(io.BytesIO(data), [key]) as members:
        return {name: content.read() for name, content in members}


GOOD = sealed(whole(HELD))


def test_what_went_in_comes_out_in_order() -> None:
    assert list(opened(GOOD).items()) == list(HELD.items())


def test_the_public_tools_read_it() -> None:
    with tarfile.open(fileobj=io.BytesIO(pyrage.decrypt(GOOD, [MINE]))) as tar:
        assert tar.getnames() == list(HELD)


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(Unreadable, match="This key does not open it"):
        opened(GOOD, OTHER)


@pytest.mark.parametrize("length", [0, 1, 20, 100, 200, 70_000, 130_000, -70_000, -1])
def test_one_that_was_cut_off_is_refused(length: int) -> None:
    with pytest.raises(Unreadable):
        opened(GOOD[:length])


@pytest.mark.parametrize("place", [0, 30, 90, 150, 250, 5_000, 66_000, 130_000, -1])
def test_one_changed_bit_is_refused(place: int) -> None:
    changed = bytearray(GOOD)
    changed[place] ^= 1
    with pytest.raises(Unreadable):
        opened(bytes(changed))


def test_more_at_the_end_is_refused() -> None:
    with pytest.raises(Unreadable):
        opened(GOOD + b"x" * 100)


@pytest.mark.parametrize("data", [b"not a backup", bytes(4096), pyrage.encrypt(b"not a tar", [MINE.to_public()])])
def test_what_is_no_backup_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        opened(data)


def test_whoever_stops_in_the_middle_is_not_kept_waiting() -> None:
    with reading(io.BytesIO(GOOD), [MINE]) as members:
        next(members)


def test_a_file_that_shrinks_while_it_is_read_is_an_error_and_no_backup() -> None:
    with pytest.raises(OSError, match="changed while it was read"):
        sealed([Member("files/ab", 10, [b"short"])])


def test_an_error_of_the_disk_comes_out_as_it_was() -> None:
    class Full(io.BytesIO):
        def write(self, data: object) -> int:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space") as failed:
        write(Full(), whole(HELD), [MINE.to_public()])
    assert failed.value.errno == 28


def test_a_copy_of_the_keys_keeps_their_age_and_is_never_written_over(tmp_path: Path) -> None:
    """A key that came back from its copy is as old as it was, for the check that asks when keys were changed."""
    keys, identity = tmp_path / "keys", tmp_path / "safe.txt"
    with override_settings(KEYRING_FOLDER=keys, HOME=keys):
        with pytest.raises(FileNotFoundError):
            recipients.make(keys, identity, outside=keys, of_keys=True)
        assert not identity.exists(), "no key for nobody to use"
        keys.mkdir()
        recipients.make(keys, identity, outside=keys, of_keys=True)
        (keys / "2026.key").write_bytes(bytes(32))
        os.utime(keys / "2026.key", (1_700_000_000, 1_700_000_000))
        call_command("keys_backup", tmp_path, "copy", stdout=io.StringIO())
        plain = pyrage.decrypt((tmp_path / "copy.age").read_bytes(), recipients.identities(identity))
        with tarfile.open(fileobj=io.BytesIO(plain)) as tar:
            assert {member.name: member.mtime for member in tar} == {"2026.key": 1_700_000_000}
        with pytest.raises(CommandError, match="never written over"):
            call_command("keys_backup", tmp_path, "copy", stdout=io.StringIO())
