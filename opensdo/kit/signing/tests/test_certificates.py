"""A certificate holds offline; a changed letter, another office or an old list does not pass."""

from __future__ import annotations

import stat
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opensdo.kit.signing import keys
from opensdo.kit.signing.certificates import (
    Revocation,
    Standing,
    certify,
    read_certificate,
    read_revocations,
    revoke,
    standing,
)
from opensdo.kit.signing.keys import PUBLISHED, PublicKeys, Signer
from opensdo.kit.signing.statements import NotGenuine, canonical, sign, verify

NUMBER = "WBE-7Q4M-2K6D"
DAY = date(2027, 4, 2)
LAST = date(2030, 4, 1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("keys")
    keys.make(made, office="Supplier Diversity Office", on=date(2027, 1, 1))
    return made


@pytest.fixture(scope="module")
def signer(folder: Path) -> Signer:
    return keys.current(folder)


@pytest.fixture(scope="module")
def public(folder: Path) -> PublicKeys:
    return keys.published(folder)


def issued(signer: Signer, firm: str = "Ada Ironworks LLC", on: date = DAY) -> str:
    return certify(NUMBER, firm, "Woman-owned business", since=DAY, through=LAST, on=on, signer=signer)


def ended_list(signer: Signer, *ended: Revocation, as_of: date = DAY) -> str:
    return revoke(ended, as_of=as_of, next_update=as_of + timedelta(days=7), signer=signer)


@given(st.text(max_size=200))
def test_any_name_comes_back_as_it_was_signed(signer: Signer, public: PublicKeys, firm: str) -> None:
    read = read_certificate(f"https://office.example/check/#{issued(signer, firm)}", public)
    assert (read.firm, read.number, read.since, read.through) == (firm, NUMBER, DAY, LAST)


@given(st.data())
def test_any_changed_character_fails(signer: Signer, public: PublicKeys, data: st.DataObject) -> None:
    text = issued(signer)
    at = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.characters(codec="ascii", exclude_characters=text[at]))
    with pytest.raises(NotGenuine):
        read_certificate(text[:at] + letter + text[at + 1 :], public)


def test_the_bits_that_decoding_ignores_may_not_change_either(signer: Signer, public: PublicKeys) -> None:
    text = issued(signer)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    neighbour = letters[letters.index(text[-1]) ^ 1]
    with pytest.raises(NotGenuine):
        read_certificate(text[:-1] + neighbour, public)


@given(st.integers(1, 400))
def test_a_part_of_it_fails(signer: Signer, public: PublicKeys, left: int) -> None:
    with pytest.raises(NotGenuine):
        read_certificate(issued(signer)[:-left], public)


@given(st.text())
def test_whatever_is_typed_is_refused_in_words(public: PublicKeys, typed: str) -> None:
    for text in (typed, f"SDO1.{typed}.{typed}"):
        with pytest.raises(NotGenuine):
            read_certificate(text, public)


def test_deeply_nested_text_is_refused_too(public: PublicKeys) -> None:
    from opensdo.kit.signing.statements import _text  # noqa: PLC0415

    with pytest.raises(NotGenuine):
        read_certificate(f"SDO1.{_text(b'[' * 100_000)}.{_text(bytes(64))}", public)


def test_another_office_cannot_speak_for_this_one(tmp_path: Path, signer: Signer, public: PublicKeys) -> None:
    keys.make(tmp_path, office=public.office, on=DAY)
    impostor = keys.current(tmp_path)
    with pytest.raises(NotGenuine):
        read_certificate(issued(impostor), public)
    with pytest.raises(NotGenuine):
        read_certificate(issued(replace(impostor, id=signer.id)), public)
    with pytest.raises(NotGenuine):
        read_revocations(ended_list(impostor), public)


def test_a_list_of_another_office_says_nothing(tmp_path: Path, signer: Signer, public: PublicKeys) -> None:
    other = keys.make(tmp_path, office="Office of the next state", on=DAY)
    listed = read_revocations(ended_list(keys.current(tmp_path)), other)
    with pytest.raises(NotGenuine):
        standing(read_certificate(issued(signer), public), listed, DAY)


def test_a_list_is_no_certificate_and_a_certificate_no_list(signer: Signer, public: PublicKeys) -> None:
    with pytest.raises(NotGenuine):
        read_certificate(ended_list(signer), public)
    with pytest.raises(NotGenuine):
        read_revocations(issued(signer), public)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (DAY - timedelta(days=1), Standing.NOT_YET),
        (DAY, Standing.GOOD),
        (DAY + timedelta(days=7), Standing.GOOD),
        (DAY + timedelta(days=8), Standing.UNKNOWN),
        (LAST, Standing.UNKNOWN),
        (LAST + timedelta(days=1), Standing.EXPIRED),
    ],
)
def test_only_a_fresh_list_says_good(signer: Signer, public: PublicKeys, day: date, expected: Standing) -> None:
    certified = read_certificate(issued(signer), public)
    assert standing(certified, read_revocations(ended_list(signer), public), day) is expected
    without = standing(certified, None, day)
    assert without is (Standing.UNKNOWN if expected is Standing.GOOD else expected)


@given(st.dates(DAY, LAST), st.integers(0, 4000))
def test_ended_stays_ended_however_old_the_list_is(signer: Signer, public: PublicKeys, end: date, later: int) -> None:
    certified = read_certificate(issued(signer), public)
    listed = read_revocations(ended_list(signer, Revocation(NUMBER, end, "withdrawn"), as_of=end), public)
    assert standing(certified, listed, end + timedelta(days=later)) is Standing.ENDED
    assert standing(certified, listed, end - timedelta(days=1)) is not Standing.ENDED


def test_a_new_key_leaves_the_old_signatures_good(tmp_path: Path) -> None:
    keys.make(tmp_path, office="Office", on=date(2027, 1, 1))
    before = issued(keys.current(tmp_path))
    with keys.changing(tmp_path, on=date(2028, 1, 1)):
        pass
    public, newer = keys.published(tmp_path), keys.current(tmp_path)
    assert sum(key.use == keys.Use.CERTIFICATES for key in public.keys) == 2
    assert read_certificate(before, public).number == NUMBER
    assert read_certificate(issued(newer, on=date(2028, 1, 1)), public).number == NUMBER
    with pytest.raises(NotGenuine):
        read_certificate(issued(newer, on=date(2027, 6, 1)), public)


def test_the_private_key_is_made_once_and_only_its_owner_reads_it(folder: Path, public: PublicKeys) -> None:
    assert keys.make(folder, office="Somebody else", on=DAY) == public
    assert len(list(folder.glob("*.pem"))) == len(keys.Use)
    assert {stat.S_IMODE(private.stat().st_mode) for private in folder.glob("*.pem")} == {0o600}
    assert "PRIVATE" not in (folder / PUBLISHED).read_text()


def test_a_published_key_that_was_exchanged_is_refused(signer: Signer, public: PublicKeys, tmp_path: Path) -> None:
    stranger = keys.make(tmp_path, office=public.office, on=DAY).keys[0]
    forged = replace(public, keys=(replace(stranger, id=signer.id),))
    with pytest.raises(NotGenuine):
        read_certificate(issued(replace(keys.current(tmp_path), id=signer.id)), forged)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=50)
@given(
    st.dictionaries(st.text(max_size=9), values, max_size=4).filter(
        lambda said: not {"kind", "issued_on", "office", "key"} & set(said)
    )
)
def test_any_statement_is_written_in_one_way(signer: Signer, public: PublicKeys, said: dict[str, object]) -> None:
    backwards = dict(reversed(said.items()))
    assert canonical(said) == canonical(backwards)
    read = verify(sign("notice", said, issued_on=DAY, signer=signer), public, kind="notice")
    assert {key: read[key] for key in said} == said


def test_a_fraction_is_refused(signer: Signer) -> None:
    with pytest.raises(TypeError):
        sign("notice", {"share": [0.5]}, issued_on=DAY, signer=signer)


def test_the_command_needs_neither_django_nor_a_database(folder: Path, signer: Signer, tmp_path: Path) -> None:
    listed, kept = tmp_path / "list.txt", tmp_path / "certificate.txt"
    listed.write_text(ended_list(signer))
    kept.write_text(issued(signer))
    check = ["-m", "opensdo.kit.signing", "verify", str(kept), "--key", str(folder / PUBLISHED), "--on", "2027-04-03"]
    without_django = "import sys; sys.modules['django'] = None; import runpy; sys.argv = sys.argv[1:]"
    run = f"{without_django}; runpy.run_module('opensdo.kit.signing', run_name='__main__')"

    def answer(*more: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-c", run, *check[1:], *more], capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr

    assert answer()[0] == 2
    code, words = answer("--revocations", str(listed))
    assert code == 0
    assert "Ada Ironworks LLC" in words
    assert "good on 2027-04-03" in words
    listed.write_text("{}")
    assert "is not the office's list" in answer("--revocations", str(listed))[1]
    kept.write_text(issued(signer).replace("SDO1.e", "SDO1.f"))
    assert answer()[0] == 1
