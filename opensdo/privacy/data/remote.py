"""A private half that a key service holds: it unwraps on request and never gives the private key away.

    POST /v1/unwrap   Authorization: Bearer TOKEN
    {"key": NAME, "wrapped": BASE64, "place": TEXT, "nonce": HEX}
    200 {"nonce": HEX, "data_key": BASE64}     404 no such key     401 or 403 not you     422 does not open

Over TLS, or over a Unix socket on the same machine. No error and no log line carries what was asked or answered.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import http.client
import json
import secrets
import socket
import ssl
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from opensdo.privacy.data.keys import Mismatched, NotHere, Unopenable

PATH: Final = "/v1/unwrap"
PATIENCE: Final = 5.0
LONGEST: Final = 4096  # bytes of an answer


class Away(Unopenable):
    what = "The key service did not answer in time."
    remedy = "Try again in a few minutes. If it stays so, tell the people who run this server."


class NotLetIn(Unopenable):
    what = "The key service did not accept this server's token, or its certificate is not the one we know."
    remedy = "Tell the people who run this server: the token or the certificate has to be renewed."


class Garbled(Mismatched):
    what = "The key service answered, but not with the key that we asked for."


@dataclass(frozen=True)
class Address:
    """Where the service is, and what it is asked with. `patience` is seconds for the whole question."""

    url: str
    token: Path
    authority: str = ""
    patience: float = PATIENCE

    def connect(self) -> http.client.HTTPConnection:
        parts = urlsplit(self.url)
        if parts.scheme == "unix":
            return _OverSocket(parts.path, timeout=self.patience)
        if parts.scheme != "https":
            raise NotLetIn("OPENSDO_KEY_SERVICE begins with https:// or unix:/")
        context = ssl.create_default_context(cafile=self.authority or None)
        return http.client.HTTPSConnection(
            parts.hostname or "", parts.port or 443, timeout=self.patience, context=context
        )

    def secret(self) -> str:
        try:
            if stat.S_IMODE(self.token.stat().st_mode) & 0o077:
                raise NotLetIn(f"{self.token} can be read by others; type: chmod 600 {self.token}")
            return self.token.read_text().strip()
        except OSError as missing:
            raise NotLetIn(f"the token file {self.token} cannot be read") from missing


@dataclass(frozen=True)
class RemoteKey:
    name: str
    address: Address

    def unwrap(self, wrapped: bytes, place: str) -> bytes:
        nonce = secrets.token_hex(16)
        asked = {"key": self.name, "wrapped": base64.b64encode(wrapped).decode(), "place": place, "nonce": nonce}
        status, body = self._ask(json.dumps(asked).encode())
        if status == 404:
            raise NotHere(self.name)
        if status in (401, 403):
            raise NotLetIn(f"the key service answered {status}")
        if status == 422:
            raise Mismatched(self.name)
        if status != 200:
            raise Away(f"the key service answered {status}")
        return _key_in(body, nonce)

    def _ask(self, question: bytes) -> tuple[int, bytes]:
        """One question, one connection: what belongs to another question cannot come back on it."""
        headers = {"Authorization": f"Bearer {self.address.secret()}", "Content-Type": "application/json"}
        connection = self.address.connect()
        try:
            connection.connect()
            with _ended_after(self.address.patience, connection.sock):
                connection.request("POST", PATH, question, headers)
                answer = connection.getresponse()
                return answer.status, answer.read(LONGEST)
        except ssl.SSLCertVerificationError as stranger:
            raise NotLetIn("the certificate of the key service is not one we know") from stranger
        except (OSError, http.client.HTTPException) as away:
            raise Away(f"the key service did not answer ({type(away).__name__})") from away
        finally:
            connection.close()


def configured() -> Address:
    return Address(
        settings.KEY_SERVICE, Path(settings.KEY_SERVICE_TOKEN), settings.KEY_SERVICE_CA, settings.KEY_SERVICE_PATIENCE
    )


class _OverSocket(http.client.HTTPConnection):
    def __init__(self, path: str, timeout: float) -> None:
        super().__init__("localhost", timeout=timeout)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


@contextmanager
def _ended_after(patience: float, sock: socket.socket) -> Iterator[None]:
    """A time limit for each byte would let a service that drips hold a page for ever."""

    late = threading.Event()

    def end() -> None:
        late.set()
        with suppress(OSError):  # it was over already
            sock.shutdown(socket.SHUT_RDWR)

    watch = threading.Timer(patience, end)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()
    if late.is_set():  # what came until then looks whole to its reader
        raise Away("the key service was too slow")


def _key_in(body: bytes, nonce: str) -> bytes:
    """An answer to another question is no answer."""
    try:
        said = json.loads(body)
        if not hmac.compare_digest(str(said["nonce"]), nonce):
            raise Garbled("the key service answered another question")
        return base64.b64decode(said["data_key"], validate=True)
    except (ValueError, KeyError, TypeError, binascii.Error) as garbage:
        raise Garbled("the key service answered something that is no key") from garbage
