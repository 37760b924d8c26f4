"""The front carries requests over unchanged, refuses what can be read in two ways, and survives its sites."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from demo.environment import ROOT, environment
from demo.tests.upstream import MEGABYTE, Site, front


@dataclass
class House:
    port: int
    process: subprocess.Popen[bytes]
    public: Site
    staff: Site

    def ask(self, path: str = "/", method: str = "GET", body: Any = None, **headers: str) -> http.client.HTTPResponse:
        knocking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        knocking.request(method, path, body, named, encode_chunked=True)
        return knocking.getresponse()

    def told(self, *words: Any, **headers: str) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self.ask(*words, **headers).read())
        return answer

    def raw(self, sent: bytes) -> bytes:
        """Everything that comes back until the front closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as line:
            line.sendall(sent)
            line.shutdown(socket.SHUT_WR)
            back = b""
            while piece := line.recv(65536):
                back += piece
        return back


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    public, staff = Site("public"), Site("staff")
    with front(public.port, staff.port) as (port, process):
        yield House(port, process, public, staff)
    public.stop()
    staff.stop()


@pytest.mark.parametrize(
    ("path", "site"),
    [
        ("/", "public"),
        ("/staffing/", "public"),
        ("/directory/?next=/staff/", "public"),
        ("/staff", "staff"),
        ("/staff/", "staff"),
        ("/staff/queue/?q=%20", "staff"),
        ("/%73taff/queue/", "staff"),
    ],
)
def test_the_address_decides_which_site_answers(house: House, path: str, site: str) -> None:
    assert house.told(path)["site"] == site


def test_host_and_origin_arrive_as_they_were_sent_and_nothing_is_added(house: House) -> None:
    told = house.told("/a?b=c", Host="localhost:8000", Origin="http://localhost:8000", Cookie="a=1; b=2", X_Own="1")
    assert told["line"] == "GET /a?b=c HTTP/1.1"
    assert dict(told["headers"]) == {
        "Host": "localhost:8000",
        "Accept-Encoding": "identity",
        "Origin": "http://localhost:8000",
        "Cookie": "a=1; b=2",
        "X-Own": "1",
        "Connection": "close",
    }


def test_a_forwarding_field_that_somebody_sent_is_not_hidden(house: House) -> None:
    assert dict(house.told("/", X_Forwarded_For="203.0.113.9")["headers"])["X-Forwarded-For"] == "203.0.113.9"


def test_a_field_cannot_be_taken_away_by_naming_it_in_connection(house: House) -> None:
    told = house.told("/", Connection="cookie, host, x-own", Cookie="a=1", X_Own="1")
    assert {"Host", "Cookie"} <= dict(told["headers"]).keys()
    assert "X-Own" not in dict(told["headers"])


def test_bodies_arrive_whole_with_and_without_a_length(house: House) -> None:
    assert house.told("/", "POST", b"a" * 300_000)["size"] == 300_000
    pieces = (b"b" * 70_000 for _ in range(5))
    told = house.told("/", "POST", pieces, Transfer_Encoding="chunked")
    assert (told["size"], told["first"][:3]) == (350_000, "bbb")


def test_a_hundred_megabytes_pass_both_ways_in_little_memory(house: House) -> None:
    before = most_memory(house.process.pid)
    assert house.told("/", "PUT", (b"c" * MEGABYTE for _ in range(100)), Content_Length=str(100 * MEGABYTE))["size"]
    answer, size = house.ask("/large"), 0
    while piece := answer.read(MEGABYTE):
        size += len(piece)
    assert size == 100 * MEGABYTE
    assert most_memory(house.process.pid) - before < 16 * MEGABYTE


def most_memory(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def test_one_connection_carries_several_requests(house: House) -> None:
    knocking = http.client.HTTPConnection("127.0.0.1", house.port, timeout=30)
    for path, method in [("/1", "GET"), ("/2", "POST"), ("/staff/3", "GET"), ("/chunks", "GET"), ("/4", "HEAD")]:
        knocking.request(method, path, b"body" if method == "POST" else None)
        line = knocking.sock
        assert knocking.getresponse().read() is not None
        assert knocking.sock is line


def test_pipelined_requests_are_answered_in_order(house: House) -> None:
    one = b"GET /%d HTTP/1.1\r\nHost: localhost\r\n\r\n"
    back = house.raw(one % 1 + one % 2 + one % 3)
    assert [back.index(b"GET /%d " % number) for number in (1, 2, 3)] == sorted(
        back.index(b"GET /%d " % number) for number in (1, 2, 3)
    )


@pytest.mark.parametrize(("path", "method"), [("/status/304", "GET"), ("/status/204", "GET"), ("/a", "HEAD")])
def test_an_answer_without_a_body_leaves_the_connection_usable(house: House, path: str, method: str) -> None:
    first = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    back = house.raw(first + b"GET /next HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert back.count(b"HTTP/1.1 ") == 2
    assert b"GET /next HTTP/1.1" in back


def test_chunks_and_endless_answers_arrive_whole(house: House) -> None:
    assert house.ask("/chunks").read() == b"hello world"
    assert house.ask("/endless").read() == b"to the end"
    back = house.raw(b"GET /chunks HTTP/1.0\r\nHost: localhost\r\n\r\n")
    assert back.endswith(b"\r\n\r\nhello world")


def test_a_client_that_waits_to_be_told_is_told(house: House) -> None:
    head = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n"
    with socket.create_connection(("127.0.0.1", house.port), timeout=30) as line:
        line.sendall(head)
        assert line.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        line.sendall(b"body")
        assert line.recv(100).startswith(b"HTTP/1.1 200")


def test_a_slow_client_is_waited_for(house: House) -> None:
    with socket.create_connection(("127.0.0.1", house.port), timeout=30) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in b"POST /slow HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc":
            line.send(bytes([byte]))
        assert line.recv(100).startswith(b"HTTP/1.1 200")


POST = b"POST /smuggled HTTP/1.1\r\nHost: localhost\r\n"


@pytest.mark.parametrize(
    "sent",
    [
        POST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        POST + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd",
        POST + b"Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd",
        POST + b"Content-Length: 4, 4\r\n\r\nabcd",
        POST + b"Content-Length: +4\r\n\r\nabcd",
        POST + b"Content-Length: 0x4\r\n\r\nabcd",
        POST + b"Content-Length: \xb2\r\n\r\nabcd",
        POST + b"Content-Length : 4\r\n\r\nabcd",
        POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n",
        POST + b"X: a\r\n Content-Length: 4\r\n\r\nabcd",
        POST + b"X: a\nContent-Length: 4\r\n\r\nabcd",
        POST + b"X: a\rContent-Length: 4\r\n\r\nabcd",
        POST + b"X: a\0b\r\n\r\n",
        POST + b": empty\r\n\r\n",
        POST + b"Host: localhost\r\n\r\n",
        b"POST /smuggled HTTP/1.1\r\n\r\n",
        b"POST /smuggled HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET http://localhost/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /smuggled HTTP/2.0\r\nHost: localhost\r\n\r\n",
        b"GET /smuggled  HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET\t/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /smuggled\r\nHost: localhost\r\n\r\n",
        b"CONNECT /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"TRACE /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"\r\nGET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /smuggled HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 70_000 + b"\r\n\r\n",
    ],
)
def test_what_can_be_read_in_two_ways_reaches_nobody(house: House, sent: bytes) -> None:
    back = house.raw(sent + b"GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert int(back[9:12]) in (400, 405, 421, 431, 501)
    assert back.count(b"HTTP/1.1 ") == 1
    assert not [line for line in house.public.seen if "smuggled" in line]


@pytest.mark.parametrize(
    "chunks",
    [
        b"-1\r\n",
        b"0x5\r\nhello\r\n0\r\n\r\n",
        b"5\nhello\r\n0\r\n\r\n",
        b"3\r\nhello\r\n0\r\n\r\n",
        b"\r\n",
        b"5\r\nhe",
    ],
)
def test_bad_chunks_end_the_connection(house: House, chunks: bytes) -> None:
    """The site was asked already when a chunk turns out bad: it never sees the end of that body."""
    back = house.raw(POST + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"GET /after HTTP/1.1\r\nHost: x\r\n\r\n")
    assert back[9:12] == b"400"
    assert not [line for line in house.public.seen if "after" in line]


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.", "127.0.0.2", "[::1]", "", "a b"]
)
def test_only_the_names_of_this_machine_are_answered(house: House, host: str) -> None:
    assert house.raw(f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())[9:12] == b"421"


def test_an_early_answer_to_a_large_body_is_read(house: House) -> None:
    answer = house.ask("/refuse", "POST", b"d" * 20 * MEGABYTE)
    assert (answer.status, answer.read()) == (413, b"too much")


def test_a_cut_answer_does_not_look_whole(house: House) -> None:
    with pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
        house.ask("/cut").read()


def test_a_site_that_is_away_or_dies_gives_a_friendly_page_and_then_answers_again(house: House) -> None:
    silent = house.ask("/silent")
    assert (silent.status, silent.headers["Retry-After"]) == (503, "2")
    gone = Site("public")
    port = gone.port
    gone.stop()
    with front(port, house.staff.port) as (number, process):
        lonely = House(number, process, house.public, house.staff)
        page = lonely.ask("/", "POST", b"e" * 5 * MEGABYTE)
        assert page.status == 503
        assert b"try again" in page.read()
        assert lonely.ask("/", "HEAD").read() == b""
        back = Site("public again", port)
        assert lonely.told("/")["site"] == "public again"
        back.stop()


def test_a_socket_that_others_can_reach_is_refused() -> None:
    with socket.socket() as listening:
        listening.bind(("0.0.0.0", 0))
        listening.listen()
        number = str(listening.fileno())
        words = [sys.executable, "-m", "demo.front", "--socket", number, "--public", "1", "--staff", "1"]
        done = subprocess.run(
            words, env=environment(), cwd=ROOT, pass_fds=[int(number)], capture_output=True, timeout=30
        )
    assert done.returncode != 0
    assert b"127.0.0.1 only" in done.stderr
