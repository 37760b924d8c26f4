"""The private half held by a key service: what it answers is believed only when it is the right key."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import override_settings

from opensdo.parties.accounts.models import User
from opensdo.parties.businesses.models import Business, Owner
from opensdo.privacy.data import keyring, keys
from opensdo.privacy.data.keys import Mismatched, NotHere, Unopenable
from opensdo.privacy.data.models import DataKey
from opensdo.privacy.data.purposes import CERTIFY, Login
from opensdo.privacy.data.remote import Address, Away, Garbled, NotLetIn, RemoteKey
from opensdo.privacy.data.vault import reveal
from tests.keyholder import FAULTS
from tests.processes import logged_in

PLACE = "businesses.Owner.ssn:7:3"
REASON = "Matching the tax return of 2025"


class House:
    """A key service in a process of its own, and what it was told to do wrong."""

    def __init__(self, folder: Path, *words: object) -> None:
        self.folder, self.token, self.faults = folder, folder / "token", folder / "faults"
        self.token.touch(mode=0o600)
        self.token.write_text("let me in")
        given = [folder / "held", self.token, self.faults, *words]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.keyholder", *map(str, given)], stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout
        said = [self.process.stdout.readline().strip()]
        while said[-1] != "ready":
            said.append(self.process.stdout.readline().strip())
        self.port = said[0]

    def fail(self, fault: str) -> None:
        self.faults.write_text(fault)

    def stop(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The service has the private half, the office the public one."""
    made = tmp_path_factory.mktemp("service")
    keyring.make_keyring(made / "held", "2026")
    (made / "office").mkdir()
    os.link(made / "held" / "2026.pub", made / "office" / "2026.pub")
    return made


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[House]:
    house = House(folder, "--socket", folder / "socket")
    yield house
    house.stop()


@pytest.fixture
def house(running: House) -> House:
    running.fail("")
    return running


@pytest.fixture
def address(house: House) -> Address:
    return Address(f"unix:{house.folder}/socket", house.token, patience=20)


@pytest.fixture
def office(address: Address) -> Iterator[None]:
    """This office has no private half of its own."""
    given = {"KEY_SERVICE": address.url, "KEY_SERVICE_TOKEN": str(address.token), "KEY_SERVICE_PATIENCE": 20.0}
    with override_settings(KEYRING_FOLDER=address.token.parent / "office", **given):
        yield


def wrapped(house: House) -> tuple[bytes, bytes]:
    key = keys.new_key()
    with override_settings(KEYRING_FOLDER=house.folder / "office"):
        return key, keyring.sealing_key().wrap(key, PLACE)


def test_it_unwraps_and_binds_the_place(house: House, address: Address) -> None:
    key, sealed = wrapped(house)
    assert keys.unwrap(RemoteKey("2026", address), sealed, PLACE) == key
    with pytest.raises(Mismatched):
        keys.unwrap(RemoteKey("2026", address), sealed, PLACE.replace(":7:", ":8:"))
    with pytest.raises(NotHere):
        keys.unwrap(RemoteKey("2019", address), sealed, PLACE)


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_it_does_wrong_nothing_is_half_opened(
    house: House, address: Address, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    key, sealed = wrapped(house)
    keys.unwrap(RemoteKey("2026", address), wrapped(house)[1], PLACE)  # something to play back
    house.fail(fault)
    hasty = replace(address, patience=0.3) if fault in ("slow", "drips") else address
    with pytest.raises(Unopenable) as shut:
        keys.unwrap(RemoteKey("2026", hasty), sealed, PLACE)
    named = {"slow": Away, "drips": Away, "broken": Away, "wrong key": Mismatched, "short key": Mismatched}
    assert type(shut.value) is named.get(fault, Garbled)
    told = f"{shut.value} {shut.value.__cause__} {caplog.text}"
    assert all(secret not in told for secret in ("let me in", "secrets in it", key.hex(), PLACE))


def test_one_that_is_away_or_shows_no_welcome_is_named(house: House, address: Address, tmp_path: Path) -> None:
    _, sealed = wrapped(house)
    strange, open_to_all = tmp_path / "token", tmp_path / "open"
    strange.touch(mode=0o600)
    strange.write_text("somebody else")
    open_to_all.write_text("let me in")
    open_to_all.chmod(0o644)
    for wrong, error in (
        (replace(address, url=f"unix:{tmp_path}/nobody"), Away),
        (replace(address, token=strange), NotLetIn),
        (replace(address, token=open_to_all), NotLetIn),
        (replace(address, token=tmp_path / "missing"), NotLetIn),
        (replace(address, url="http://127.0.0.1:1"), NotLetIn),
        (replace(address, url="https://127.0.0.1:1"), Away),
    ):
        with pytest.raises(error):
            RemoteKey("2026", wrong).unwrap(sealed, PLACE)


def test_over_tls_only_the_house_with_our_certificate_is_asked(folder: Path, tmp_path: Path) -> None:
    pem = certificate(tmp_path / "own.pem")
    house = House(folder, "--certificate", pem)
    try:
        key, sealed = wrapped(house)
        known = Address(f"https://127.0.0.1:{house.port}", house.token, str(pem), patience=20)
        assert keys.unwrap(RemoteKey("2026", known), sealed, PLACE) == key
        for authority in ("", str(certificate(tmp_path / "other.pem"))):
            with pytest.raises(NotLetIn, match="certificate"):
                RemoteKey("2026", replace(known, authority=authority)).unwrap(sealed, PLACE)
    finally:
        house.stop()


def certificate(path: Path) -> Path:
    key, name = generate_private_key(SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "keys")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def owner(office: None, assigned: Business) -> Owner:
    return Owner.objects.get()


def test_an_office_without_a_private_key_opens_through_the_house_that_has_it(owner: Owner, rosa: User) -> None:
    assert keyring.ring().private == ()
    with logged_in(Login.STAFF):
        assert reveal(owner, "ssn", purpose=CERTIFY, by=rosa, reason=REASON) == "123-45-6789"


def test_a_rotation_stops_where_the_key_house_went_away_and_goes_on(house: House, owner: Owner) -> None:
    from_service = Path(settings.KEYRING_FOLDER)
    with pytest.raises(CommandError, match="made at the key service"), logged_in(Login.KEEPER):
        call_command("keys_rotate", stdout=StringIO(), stderr=StringIO())
    made = keyring.name_after("2026", datetime.now(UTC).date())
    keyring.make_keyring(house.folder / "held", made)
    public = from_service / f"{made}.pub"
    try:
        os.link(house.folder / "held" / f"{made}.pub", public)
        house.fail("broken")
        with pytest.raises(CommandError, match="could not be opened"), logged_in(Login.KEEPER):
            call_command("keys_rotate", stdout=StringIO(), stderr=StringIO())
        assert DataKey.objects.get().keyring == "2026"
        house.fail("")
        with logged_in(Login.KEEPER):
            call_command("keys_rotate", stdout=StringIO(), stderr=StringIO())
        assert DataKey.objects.get().keyring == made
    finally:
        public.unlink()


def test_a_rotation_never_wraps_a_wrong_key(house: House, owner: Owner) -> None:
    house.fail("wrong key")
    before = bytes(DataKey.objects.get().wrapped)
    with pytest.raises(CommandError), logged_in(Login.KEEPER):
        call_command("keys_rotate", "--key-file", stdout=StringIO(), stderr=StringIO())
    assert bytes(DataKey.objects.get().wrapped) == before
