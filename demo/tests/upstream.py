"""A stand-in for the two sites: it answers what it was asked, so that a test sees what arrived."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from demo.environment import ROOT, environment

MEGABYTE = 1024 * 1024


class Site(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, name: str, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Answers)
        self.name = name
        self.seen: list[str] = []
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def stop(self) -> None:
        """Closed alone, it would ask the dead socket again and again for as long as the tests run."""
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A body that stops is what some tests are about."""

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Site

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self.server.seen.append(f"{self.command} {self.path}")
        path = self.path.partition("?")[0]
        if found := re.fullmatch(r"/status/(\d+)", path):
            self.send_response(int(found[1]))
            self.end_headers()
        elif path == "/endless":  # neither length nor chunks: it ends when it is closed
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"to the end")
        elif path == "/chunks":
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"5\r\nhello\r\n6;ext=1\r\n world\r\n0\r\nTrailer: x\r\n\r\n")
        elif path == "/cut":
            self.send_response(200)
            self.send_header("Content-Length", "100")
            self.end_headers()
            self.wfile.write(b"half")
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
        elif path == "/silent":
            self.connection.shutdown(socket.SHUT_RDWR)
        elif path == "/refuse":  # answers before it has read what was sent
            self.tell(413, b"too much")
        elif path == "/large":
            self.send_response(200)
            self.send_header("Content-Length", str(100 * MEGABYTE))
            self.end_headers()
            for _ in range(100):
                self.wfile.write(b"x" * MEGABYTE)
        else:
            self.echo()
        self.close_connection = True

    do_POST = do_PUT = do_HEAD = do_DELETE = do_GET

    def echo(self) -> None:
        size, first = 0, b""
        for piece in self.pieces():
            size, first = size + len(piece), (first + piece)[:1000]
        told = {
            "site": self.server.name,
            "line": self.requestline,
            "headers": self.headers.items(),
            "size": size,
            "first": first.decode("latin-1"),
        }
        self.tell(200, json.dumps(told).encode())

    def pieces(self) -> Iterator[bytes]:
        if self.headers.get("Transfer-Encoding") == "chunked":
            while size := int(self.rfile.readline(), 16):
                yield self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        left = int(self.headers.get("Content-Length", 0))
        while left:
            piece = self.rfile.read(min(left, MEGABYTE))
            left -= len(piece)
            yield piece

    def tell(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@contextmanager
def front(public: int, staff: int) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        number = listening.fileno()
        words = [*("--socket", str(number)), *("--public", str(public)), *("--staff", str(staff))]
        process = subprocess.Popen(
            [sys.executable, "-m", "demo.front", *words], env=environment(), cwd=ROOT, pass_fds=[number]
        )
        try:
            yield listening.getsockname()[1], process
        finally:
            process.terminate()
            process.wait(10)
