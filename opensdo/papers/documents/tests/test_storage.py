"""Sealed bytes in a folder and in a bucket of a real S3-speaking server: whole, or not there; changed, and noticed."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pytest_django import Settings

from opensdo.papers.documents.sealing import CHUNK, TAG, Sealed, Tampered, make_address_key, opened
from opensdo.papers.documents.storage import Storage, storage
from opensdo.papers.documents.storage.missing import Missing
from opensdo.papers.documents.tests import files

KEY, NAME = b"k" * 32, "ab" + "0" * 62
SEALED_CHUNK = CHUNK + TAG
PLAIN = secrets.token_bytes(CHUNK * 3 + 17)


def sealed(body: bytes = PLAIN) -> tuple[bytes, str]:
    made = Sealed(KEY, NAME, BytesIO(body))
    whole = b"".join(made)
    return whole, made.digest.hexdigest()


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of its own, by the package localbucket: it speaks S3 and keeps objects in a folder."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("s3")
    program = [str(Path(sys.executable).with_name("localbucket")), "--port", str(port), str(folder)]
    running = subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            running.poll()
    yield f"http://127.0.0.1:{port}"
    running.kill()
    running.wait()


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Storage:
    if request.param == "s3":
        for name, value in (("ACCESS_KEY_ID", "x"), ("SECRET_ACCESS_KEY", "y"), ("DEFAULT_REGION", "us-east-1")):
            monkeypatch.setenv(f"AWS_{name}", value)
        settings.S3_ENDPOINT = request.getfixturevalue("s3")
        settings.FILES_FOLDER = f"s3://office-{secrets.token_hex(4)}/files"
        held = storage()
        held.client.create_bucket(Bucket=held.name)  # type: ignore[attr-defined]
        return held
    return storage()


def test_what_is_put_there_comes_back(store: Storage) -> None:
    whole, digest = sealed()
    store.put(NAME, Sealed(KEY, NAME, BytesIO(PLAIN)))
    with store.get(NAME) as stored:
        assert b"".join(opened(KEY, NAME, stored, digest)) == PLAIN
    assert list(store.names()) == [NAME]
    store.put(NAME, [whole])  # a second try after a crash
    store.remove(NAME)
    store.remove(NAME)
    with pytest.raises(Missing), store.get(NAME):
        pass
    assert not list(store.names())


def test_a_put_that_breaks_off_leaves_nothing(store: Storage) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise LookupError

    with pytest.raises(LookupError):
        store.put(NAME, broken())
    assert not list(store.names())


WHOLE, DIGEST = sealed()
CHANGED = {
    "one bit": WHOLE[:40] + bytes([WHOLE[40] ^ 1]) + WHOLE[41:],
    "last bit": WHOLE[:-1] + bytes([WHOLE[-1] ^ 1]),
    "tail cut at a chunk": WHOLE[: 2 * SEALED_CHUNK],
    "tail cut inside": WHOLE[:-20],
    "head cut": WHOLE[SEALED_CHUNK:],
    "chunks changed round": WHOLE[SEALED_CHUNK : 2 * SEALED_CHUNK] + WHOLE[:SEALED_CHUNK] + WHOLE[2 * SEALED_CHUNK :],
    "something added": WHOLE + b"x",
    "nothing left": b"",
    "another file": sealed(b"other")[0],
}


@pytest.mark.parametrize("body", CHANGED.values(), ids=list(CHANGED))
def test_any_change_is_noticed(body: bytes) -> None:
    with pytest.raises(Tampered):
        b"".join(opened(KEY, NAME, BytesIO(body), DIGEST))
    for wrong_key, wrong_name in ((b"x" * 32, NAME), (KEY, "other")):
        with pytest.raises(Tampered):
            b"".join(opened(wrong_key, wrong_name, BytesIO(WHOLE), DIGEST))


def test_the_tags_alone_notice_a_cut(folder: Path) -> None:
    """Even where somebody could write the digest anew."""
    import hashlib  # noqa: PLC0415

    for body in (CHANGED["tail cut at a chunk"], CHANGED["chunks changed round"]):
        with pytest.raises(Tampered):
            b"".join(opened(KEY, NAME, BytesIO(body), hashlib.sha256(body).hexdigest()))


def test_the_address_key_is_made_once(tmp_path: Path) -> None:
    make_address_key(tmp_path)
    first = (tmp_path / "addresses").read_bytes()
    make_address_key(tmp_path)
    assert (tmp_path / "addresses").read_bytes() == first
    assert os.listdir(tmp_path) == ["addresses"]
    assert files.EICAR not in first
