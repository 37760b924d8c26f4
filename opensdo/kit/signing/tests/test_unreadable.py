"""The program that checks a receipt says what to do about a file that it cannot use."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from opensdo.kit.signing import check_receipt, keys

UNREADABLE: dict[str, str] = {
    "missing.json": "There is no file missing.json. Compare the name",
    "folder": "folder is a folder. Name the file in it: proof.json",
    "locked.json": "You may not read locked.json.",
    "empty.json": "empty.json is empty. Choose proof.json",
    "picture.json": "picture.json is no text. Choose proof.json",
    "letter.pdf": "letter.pdf is a PDF. Choose proof.json",
    "cut.json": "cut.json is cut off, or it is another kind of file",
    "other.json": "other.json holds no receipt and no proof",
    "large.json": "large.json is too large",
    "a\0b": "cannot be read",
    "x" * 300: "cannot be read",
    "\udcff.json": "There is no file",
}


def test_what_cannot_be_read_is_answered_with_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    keys.make(tmp_path, office="Office", on=date(2026, 1, 1))
    contents = {
        "empty.json": b" \n",
        "picture.json": b"\x89PNG\xff\xfe",
        "letter.pdf": b"%PDF-1.7\n%\xff\xff",
        "cut.json": b'{"receipt": "SDO1.',
        "other.json": b'{"name": 1}',
        "words.txt": b"a receipt",
        "large.json": b"x" * (check_receipt.LARGEST + 1),
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "folder").mkdir()
    (tmp_path / "locked.json").touch(mode=0o000)
    for name, words in UNREADABLE.items():
        if name == "locked.json" and os.access("locked.json", os.R_OK):
            continue  # nothing is locked for a superuser of the machine
        kept = ["words.txt", keys.PUBLISHED, "--kept", name]
        assert name in contents or check_receipt.main(kept) == 3, name
        assert check_receipt.main(["words.txt", name]) == 3
        assert check_receipt.main([name, keys.PUBLISHED]) == 3
        said = capsys.readouterr().out.splitlines()[-1]
        assert said.startswith("NOT READABLE. "), said
        assert words in said
        assert "Error" not in said
    assert check_receipt.main([keys.PUBLISHED, "other.json"]) == 3
    assert "The receipt comes first" in capsys.readouterr().out
