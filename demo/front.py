"""One address for the two processes of a demonstration: /staff/ is the staff site, everything else the public one.

For a laptop only: an office in earnest has a real web server in front. It binds to 127.0.0.1, answers to the names
of this machine, changes neither Host nor Origin and adds no field, so both processes see what the browser sent.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import re
import signal
import socket
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from dataclasses import dataclass

from demo import wire
from demo.wire import Ended, Fields, Head, Malformed, Request

LOCAL = re.compile(rb"(localhost|127\.0\.0\.1)(:[0-9]{1,5})?", re.IGNORECASE)
PATIENCE_FOR_A_HEAD = 30.0
PATIENCE_BETWEEN_REQUESTS = 75.0
PATIENCE_FOR_A_PIECE = 120.0
GOODBYE = 5.0  # how long a client that is still sending may finish reading our answer
ERRORS = (OSError, Malformed, Ended, TimeoutError)
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"></head>
<body><main><h1>{title}</h1><p>{words}</p></main></body></html>
"""
STARTING = (
    "The office is starting again",
    "Nothing that you sent and we confirmed is lost. Wait a moment and try again.",
)


@dataclass(frozen=True)
class Front:
    public: int
    staff: int

    async def serve(self, client: StreamReader, answer: StreamWriter) -> None:
        """All requests of one connection, one after the other."""
        patience = PATIENCE_FOR_A_HEAD
        try:
            while True:
                async with asyncio.timeout(patience):
                    request = await wire.read_request(client)
                if not await self._one(request, client, answer):
                    break
                patience = PATIENCE_BETWEEN_REQUESTS
        except Malformed as refused:
            await _tell(answer, refused.status, "We cannot read this request", str(refused))
            await _linger(client, answer)
        except (Ended, TimeoutError, OSError, asyncio.IncompleteReadError):
            pass
        finally:
            await _close(answer)

    async def _one(self, request: Request, client: StreamReader, answer: StreamWriter) -> bool:
        """Carry one request over and its answer back; whether the connection may carry another."""
        if not LOCAL.fullmatch(request.host()):
            raise Malformed("This address answers to localhost and 127.0.0.1 only.", 421)
        if request.method in (b"CONNECT", b"TRACE"):
            raise Malformed("We do not answer this method.", 405)
        chunked, length = request.chunked(), request.length()  # refused before anybody is asked
        try:
            line = await _connect(self._port(request))
        except OSError:
            return await self._sorry(request, client, answer)
        body = wire.unchunked(client) if chunked else wire.sized(client, length or 0)
        sending = asyncio.create_task(_forward(request, body, line.writer, answer))
        try:
            return await self._answer(request, line.reader, sending, client, answer)
        finally:
            await _stopped(sending)
            line.close()

    def _port(self, request: Request) -> int:
        return self.staff if request.path == "/staff" or request.path.startswith("/staff/") else self.public

    async def _answer(
        self,
        request: Request,
        office: StreamReader,
        sending: asyncio.Task[None],
        client: StreamReader,
        answer: StreamWriter,
    ) -> bool:
        try:
            status, head = await self._first_of(office, sending)
            pieces, chunked = _body(request, status, head, office)
        except (Ended, Malformed, OSError) as failed:
            if isinstance(failed, Malformed) and failed.status == 400:
                raise  # the body that the client sent
            await _stopped(sending)
            return await self._sorry(request, client, answer)
        keep = sending.done() and request.keeps_alive() and (request.minor == 1 or not chunked)
        chunked = chunked and request.minor == 1
        fields = _returned(head, chunked=chunked) + ([] if keep else [(b"Connection", b"close")])
        answer.write(wire.head(b"HTTP/1.1" + head.first[8:], fields))
        try:
            await wire.send(answer, pieces, chunked=chunked)
        except ERRORS:
            answer.transport.abort()  # a cut answer must not look whole
            return False
        if not keep:
            await _stopped(sending)
            await _linger(client, answer)
        return keep

    async def _first_of(self, office: StreamReader, sending: asyncio.Task[None]) -> tuple[int, Head]:
        """An answer may come before the whole body was sent; a bad body ends the wait for an answer."""
        reading = asyncio.create_task(wire.read_response(office))
        try:
            await asyncio.wait({reading, sending}, return_when=asyncio.FIRST_COMPLETED)
            if sending.done() and isinstance(sending.exception(), Malformed | TimeoutError):
                raise sending.exception() or Ended
            return await reading
        finally:
            reading.cancel()

    async def _sorry(self, request: Request, client: StreamReader, answer: StreamWriter) -> bool:
        await _tell(answer, 503, *STARTING, head_only=request.method == b"HEAD")
        await _linger(client, answer)
        return False


@dataclass(frozen=True)
class Line:
    """Two ends on one connection: a site that answers early and closes breaks our writing, not our reading."""

    reader: StreamReader
    writer: StreamWriter
    ends: tuple[StreamWriter, ...]  # both held: one that nobody holds closes itself

    def close(self) -> None:
        for end in self.ends:
            end.transport.abort()


async def _connect(port: int) -> Line:
    line = socket.socket()
    line.setblocking(False)
    try:
        await asyncio.get_running_loop().sock_connect(line, ("127.0.0.1", port))
    except BaseException:
        line.close()
        raise
    _, writer = await asyncio.open_connection(sock=line.dup())
    writer.transport.pause_reading()  # type: ignore[attr-defined]
    reader, other = await asyncio.open_connection(sock=line, limit=wire.LONGEST_HEAD)
    return Line(reader, writer, (writer, other))


async def _forward(request: Request, body: AsyncIterator[bytes], office: StreamWriter, answer: StreamWriter) -> None:
    """Each request has a connection of its own: nothing that follows its body can be taken for another request."""
    chunked = request.chunked()
    fields = [(name, value) for name, value in request.end_to_end() if name.lower() != b"expect"]
    fields += [(b"Transfer-Encoding", b"chunked")] if chunked else []
    office.write(wire.head(request.first[:-1] + b"1", [*fields, (b"Connection", b"close")]))
    await office.drain()
    if request.values(b"expect") and (chunked or request.length()):
        answer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        await answer.drain()
    await wire.send(office, _patiently(body), chunked=chunked)


async def _stopped(sending: asyncio.Task[None]) -> None:
    """Waited for, because until then it may be reading what the client sends, and two cannot."""
    sending.cancel()
    with contextlib.suppress(asyncio.CancelledError, *ERRORS):
        await sending


async def _patiently(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    while True:
        async with asyncio.timeout(PATIENCE_FOR_A_PIECE):
            piece = await anext(pieces, None)
        if piece is None:
            return
        yield piece


def _body(request: Request, status: int, head: Head, office: StreamReader) -> tuple[AsyncIterator[bytes], bool]:
    """What follows the head of an answer, and whether it has to be cut into chunks again."""
    if request.method == b"HEAD" or status in (204, 304):
        return wire.sized(office, 0), False
    if head.chunked():
        return wire.unchunked(office), True
    length = head.length()
    return (wire.until_closed(office), True) if length is None else (wire.sized(office, length), False)


def _returned(head: Head, *, chunked: bool) -> Fields:
    return head.end_to_end() + ([(b"Transfer-Encoding", b"chunked")] if chunked else [])


async def _tell(answer: StreamWriter, status: int, title: str, words: str, *, head_only: bool = False) -> None:
    page = PAGE.format(title=title, words=words).encode()
    fields = [
        (b"Content-Type", b"text/html; charset=utf-8"),
        (b"Content-Length", str(len(page)).encode()),
        (b"Cache-Control", b"no-store"),
        (b"Content-Security-Policy", b"default-src 'none'; frame-ancestors 'none'"),
        (b"X-Content-Type-Options", b"nosniff"),
        (b"Connection", b"close"),
        *([(b"Retry-After", b"2")] if status == 503 else []),
    ]
    with contextlib.suppress(OSError):
        answer.write(wire.head(f"HTTP/1.1 {status} {title}".encode(), fields) + (b"" if head_only else page))
        await answer.drain()


async def _linger(client: StreamReader, answer: StreamWriter) -> None:
    """A client that is still sending would lose our answer to a reset: read on for a moment, keep nothing."""
    with contextlib.suppress(*ERRORS):
        async with asyncio.timeout(GOODBYE):
            if answer.can_write_eof():
                answer.write_eof()
            while await client.read(wire.PIECE):
                pass


async def _close(writer: StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(*ERRORS):
        async with asyncio.timeout(GOODBYE):
            await writer.wait_closed()


def loopback(listening: socket.socket) -> socket.socket:
    """This socket, if nobody but this machine can reach it."""
    if listening.getsockname()[0] != "127.0.0.1":
        raise SystemExit("The demonstration answers on 127.0.0.1 only.")
    return listening


async def run(listening: socket.socket, front: Front) -> None:
    server = await asyncio.start_server(front.serve, sock=loopback(listening), limit=wire.LONGEST_HEAD)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with server:
        await stop.wait()


if __name__ == "__main__":
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--socket", type=int, required=True, help="an open listening socket, by its number")
    words.add_argument("--public", type=int, required=True)
    words.add_argument("--staff", type=int, required=True)
    told = words.parse_args()
    asyncio.run(run(socket.socket(fileno=told.socket), Front(told.public, told.staff)))
