"""A mail server that delivers to nobody: each letter becomes a file, shown at /demo/mail/."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from datetime import UTC, datetime

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "demo.settings")

from aiosmtpd.smtp import SMTP, Envelope, Session

from demo.front import loopback
from demo.letterbox import keep

LARGEST = 50 * 1024 * 1024


class Mailbox:
    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        to = ", ".join(" ".join(address.split()) for address in envelope.rcpt_tos)
        keep(f"X-Envelope-To: {to}\r\n".encode() + content, datetime.now(UTC))
        return "250 Kept"


async def run(listening: socket.socket) -> None:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    server = await loop.create_server(
        lambda: SMTP(Mailbox(), data_size_limit=LARGEST, enable_SMTPUTF8=True, loop=loop), sock=loopback(listening)
    )
    async with server:
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(run(socket.socket(fileno=int(sys.argv[1]))))
