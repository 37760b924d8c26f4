"""A stand-in for a key service: it holds the private keys of a folder and unwraps for whoever has the token.

It shares no code with the office, and can be told to fail: the file FAULTS holds the name of the fault of the moment.
`python -m tests.keyholder FOLDER TOKEN_FILE FAULTS (--socket PATH | --port N --certificate PEM)`
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import socketserver
import ssl
import sys
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
FAULTS = ("slow", "drips", "wrong key", "short key", "garbage", "replays", "broken", "endless")


class Holder(BaseHTTPRequestHandler):
    folder: Path
    token: str
    faults: Path
    last: bytes = b"{}"

    def do_POST(self) -> None:
        fault = self.faults.read_text().strip() if self.faults.exists() else ""
        if self.headers.get("Authorization") != f"Bearer {self.token}":
            return self.say(401, b"{}")
        if self.path != "/v1/unwrap" or fault == "broken":
            return self.say(500, b"a stack trace with secrets in it")
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        path = self.folder / f"{Path(asked['key']).name}.key"
        if not path.exists():
            return self.say(404, b"{}")
        try:
            key = self.unwrap(path, base64.b64decode(asked["wrapped"]), asked["place"])
        except Exception:
            return self.say(422, b"{}")
        honest = json.dumps({"nonce": asked["nonce"], "data_key": base64.b64encode(key).decode()}).encode()
        before, Holder.last = Holder.last, honest
        return self.lie(fault, honest, before, asked["nonce"])

    def unwrap(self, path: Path, wrapped: bytes, place: str) -> bytes:
        return SUITE.decrypt(wrapped, X25519PrivateKey.from_private_bytes(path.read_bytes()), info=place.encode())

    def lie(self, fault: str, honest: bytes, before: bytes, nonce: str) -> None:
        if fault == "slow":
            time.sleep(30)
        other = {"wrong key": AESGCM.generate_key(256), "short key": b"short"}.get(fault)
        if other is not None:
            honest = json.dumps({"nonce": nonce, "data_key": base64.b64encode(other).decode()}).encode()
        answers = {"garbage": b'{"nonce": ["\xff"]', "replays": before, "endless": b"x" * 10_000_000}
        self.say(200, answers.get(fault, honest), pause=0.2 if fault == "drips" else 0)

    def say(self, status: int, body: bytes, pause: float = 0) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        for byte in (body[n : n + 1] for n in range(len(body))) if pause else [body]:
            self.wfile.write(byte)
            self.wfile.flush()
            time.sleep(pause)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: what is asked is nobody's business."""

    def address_string(self) -> str:
        return "-"


class Quiet(socketserver.ThreadingMixIn):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that has hung up is no news."""


class OverSocket(Quiet, socketserver.UnixStreamServer):
    pass


class OverPort(Quiet, socketserver.TCPServer):
    allow_reuse_address = True


def main(words: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("folder", "token", "faults"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--socket", type=Path)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--certificate", type=Path)
    given = parser.parse_args(words)
    Holder.folder, Holder.token, Holder.faults = given.folder, given.token.read_text().strip(), given.faults
    server: socketserver.BaseServer
    if given.socket:
        os.umask(0o077)
        server = OverSocket(str(given.socket), Holder)
    else:
        tcp = OverPort(("127.0.0.1", given.port), Holder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(given.certificate)
        tcp.socket = context.wrap_socket(tcp.socket, server_side=True)
        server = tcp
        sys.stdout.write(f"{tcp.server_address[1]}\n")
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1:])
