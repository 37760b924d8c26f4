"""Data leaves the office by one door: whatever else can talk to another machine is on a short list, with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.house.sources import Module, imported, rule

TALKS = re.compile(
    r"(urllib\.request|urllib3|http\.client|http\.server|requests|httpx|aiohttp|smtplib|imaplib|poplib|ftplib|socket|ssl"
    r"|asyncio|xmlrpc|paramiko|boto3|botocore|websockets|django\.core\.mail)(\.|$)"
)
MAY_TALK = {  # each with its reason
    "opensdo/papers/letters/mailing.py": "sends a letter to the person it is about",
    "opensdo/papers/documents/bounded.py": "hands a file to a process of this machine that can reach nobody",
    "opensdo/papers/documents/inspection.py": "is that process",
    "opensdo/papers/documents/scanner.py": "asks the office's own virus scanner about a file",
    "opensdo/papers/documents/storage/bucket.py": "keeps files, sealed before they go, in the office's own store",
    "opensdo/parties/accounts/adapter.py": "names the type of mail that allauth hands over; codes go to who asked",
    "opensdo/parties/personnel/letters.py": "sends an officer the code that she asked for: it lies in no table",
    "opensdo/privacy/data/remote.py": "asks the key service of the office to unwrap a key; no data goes with it",
}


@rule(
    "Nothing talks to another machine but what is on the list: data goes out by disclosures, which writes it down.",
    bad=(
        ("opensdo/programs/events/actions.py", "import requests"),
        ("opensdo/programs/events/tasks.py", "from urllib import request"),
        ("opensdo/programs/events/tasks.py", "from urllib.request import urlopen"),
        ("opensdo/programs/events/letters.py", "from django.core import mail"),
        ("opensdo/kit/fetching.py", "def f():\n    import socket"),
    ),
    good=(
        ("opensdo/programs/events/actions.py", "from urllib.parse import urlsplit\nfrom http import HTTPStatus"),
        ("opensdo/programs/events/tests/test_x.py", "import socket"),
        ("opensdo/papers/letters/mailing.py", "import smtplib"),
    ),
)
def talks(module: Module) -> Iterator[str]:
    if module.parts[0] == "opensdo" and not module.tested and module.path not in MAY_TALK:
        yield from (f"{line}: {name} talks to another machine" for line, name in imported(module) if TALKS.match(name))
