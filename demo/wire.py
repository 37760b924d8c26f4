"""HTTP/1.1 heads and bodies, read strictly: what two readers could understand differently is refused."""

from __future__ import annotations

import re
from asyncio import IncompleteReadError, LimitOverrunError, StreamReader, StreamWriter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import unquote

LONGEST_HEAD = 64 * 1024
PIECE = 64 * 1024
TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
REQUEST_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+) (/[\x21-\x7e\x80-\xff]*) HTTP/1\.([01])")
STATUS_LINE = re.compile(rb"HTTP/1\.[01] ([1-5][0-9][0-9])(?: [^\r\n\0]*)?")
FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n\0]*?)[ \t]*")
CHUNK = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n\0]*)?\r\n")
HOP_BY_HOP = {b"connection", b"keep-alive", b"proxy-connection", b"te", b"trailer", b"transfer-encoding", b"upgrade"}

Fields = list[tuple[bytes, bytes]]


class Malformed(Exception):
    """Not HTTP as we accept it; the number is the status to answer with."""

    def __init__(self, words: str, status: int = 400) -> None:
        super().__init__(words)
        self.status = status


class Ended(Exception):
    """The other side closed where it may."""


@dataclass(frozen=True)
class Head:
    first: bytes
    fields: Fields

    def values(self, name: bytes) -> list[bytes]:
        return [value for field, value in self.fields if field.lower() == name]

    def end_to_end(self) -> Fields:
        """The fields meant for the far side, without those that a Connection field names as its own."""
        named = {word.strip().lower() for value in self.values(b"connection") for word in value.split(b",")}
        mine = HOP_BY_HOP | (named - {b"host", b"content-length", b"cookie", b"origin"})
        return [(name, value) for name, value in self.fields if name.lower() not in mine]

    def chunked(self) -> bool:
        codings = self.values(b"transfer-encoding")
        if codings and [coding.lower() for coding in codings] != [b"chunked"]:
            raise Malformed("We read no transfer coding but chunked.", 501)
        if codings and self.values(b"content-length"):
            raise Malformed("A body has one length.")
        return bool(codings)

    def length(self) -> int | None:
        lengths = self.values(b"content-length")
        if len(lengths) > 1 or lengths and not re.fullmatch(rb"[0-9]{1,15}", lengths[0]):
            raise Malformed("A body has one length, in digits.")
        return int(lengths[0]) if lengths else None


@dataclass(frozen=True)
class Request(Head):
    method: bytes = b""
    target: bytes = b""
    minor: int = 1

    @property
    def path(self) -> str:
        return unquote(self.target.partition(b"?")[0].decode("latin-1"))

    def host(self) -> bytes:
        hosts = self.values(b"host")
        if len(hosts) != 1:
            raise Malformed("A request names one host.")
        return hosts[0]

    def keeps_alive(self) -> bool:
        words = b",".join(self.values(b"connection")).lower()
        return self.minor == 1 and b"close" not in words


async def read_request(reader: StreamReader) -> Request:
    lines = await _read_lines(reader)
    found = REQUEST_LINE.fullmatch(lines[0])
    if not found:
        raise Malformed("This is not a request we read.")
    request = Request(lines[0], _fields(lines[1:]), found[1], found[2], int(found[3]))
    if request.minor == 0 and request.values(b"transfer-encoding"):
        raise Malformed("HTTP/1.0 knows no chunks.")
    return request


async def read_response(reader: StreamReader) -> tuple[int, Head]:
    """The final response; those that only say `continue` are passed over."""
    while True:
        lines = await _read_lines(reader)
        found = STATUS_LINE.fullmatch(lines[0])
        if not found:
            raise Malformed("The office answered something that is not HTTP.", 502)
        if int(found[1]) >= 200:
            return int(found[1]), Head(lines[0], _fields(lines[1:]))


async def _read_lines(reader: StreamReader) -> list[bytes]:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except IncompleteReadError as ended:
        if ended.partial:
            raise Malformed("The request stops in its head.") from None
        raise Ended from None
    except LimitOverrunError:
        raise Malformed("The head of the request is too long.", 431) from None
    return head[:-4].split(b"\r\n")


def _fields(lines: list[bytes]) -> Fields:
    fields = []
    for line in lines:
        found = FIELD.fullmatch(line)
        if not found:
            raise Malformed("A header field is not well formed.")
        fields.append((found[1], found[2]))
    return fields


async def sized(reader: StreamReader, length: int) -> AsyncIterator[bytes]:
    while length:
        piece = await reader.read(min(PIECE, length))
        if not piece:
            raise Malformed("The body stops before its end.")
        length -= len(piece)
        yield piece


async def unchunked(reader: StreamReader) -> AsyncIterator[bytes]:
    """The bytes inside the chunks; extensions and trailing fields are dropped."""
    try:
        while True:
            line = CHUNK.fullmatch(await reader.readuntil(b"\r\n"))
            if not line:
                raise Malformed("A chunk has no proper size.")
            size = int(line[1], 16)
            if size == 0:
                break
            async for piece in sized(reader, size):
                yield piece
            if await reader.readexactly(2) != b"\r\n":
                raise Malformed("A chunk is longer than it says.")
        for _ in range(100):
            if await reader.readuntil(b"\r\n") == b"\r\n":
                return
    except (IncompleteReadError, LimitOverrunError):
        raise Malformed("The body stops before its end.") from None
    raise Malformed("There are too many trailing fields.")


async def until_closed(reader: StreamReader) -> AsyncIterator[bytes]:
    while piece := await reader.read(PIECE):
        yield piece


async def send(writer: StreamWriter, pieces: AsyncIterator[bytes], *, chunked: bool) -> None:
    """Piece by piece, each awaited: memory holds one, however big the body and however slow the other side."""
    async for piece in pieces:
        writer.write(b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece)
        await writer.drain()
    if chunked:
        writer.write(b"0\r\n\r\n")
        await writer.drain()


def head(first: bytes, fields: Fields) -> bytes:
    return b"\r\n".join([first, *(b"%b: %b" % field for field in fields), b"", b""])
