"""People who apply through HTTP, go on when no answer comes, and remember what was confirmed to them."""

from __future__ import annotations

import hashlib
import http.client
import io
import random
import re
import threading
import time
import urllib.parse
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from PIL import Image

from opensdo.programs.certification.tests.test_apply import OWNER, TYPED

PATIENCE = 30.0
CASE = "/certification/applications/"


class Unanswered(Exception):
    """No answer, or one that confirms nothing."""


@dataclass
class Confirmed:
    """Only what the office said it has. Written by many threads; each append is one step."""

    sent: list[str] = field(default_factory=list)
    papers: list[tuple[str, str, str]] = field(default_factory=list)  # reference, name, SHA-256
    receipts: dict[str, bytes] = field(default_factory=dict)
    answers: int = 0
    tries: Counter[str] = field(default_factory=Counter)


class Browser:
    def __init__(self, ports: list[int]) -> None:
        self.ports, self.cookies = ports, dict[str, str]()

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> tuple[int, str, bytes]:
        """Status, where to go next, content. Raises Unanswered."""
        line = http.client.HTTPConnection("127.0.0.1", random.choice(self.ports), timeout=PATIENCE)
        name_of_the_office = f"127.0.0.1:{self.ports[0]}"  # whichever process answers
        fields = {
            "Host": name_of_the_office,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        if method == "POST":
            fields |= {"Content-Type": kind, "Origin": f"http://{name_of_the_office}", "Sec-Fetch-Site": "same-origin"}
        try:
            line.request(method, path, body, fields)
            answer = line.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as failed:
            raise Unanswered(type(failed).__name__) from failed
        finally:
            line.close()
        for said in answer.headers.get_all("Set-Cookie", []):
            name, _, value = said.partition(";")[0].partition("=")
            self.cookies[name] = value
        if answer.status >= 500:
            raise Unanswered(str(answer.status))
        return answer.status, answer.headers.get("Location", ""), content

    def get(self, path: str) -> tuple[int, str, bytes]:
        return self.ask("GET", path)

    def post(self, path: str, fields: dict[str, Any]) -> tuple[int, str, bytes]:
        told = urllib.parse.urlencode(fields | self._token(), doseq=True).encode()
        return self.ask("POST", path, told, "application/x-www-form-urlencoded")

    def upload(self, path: str, name: str, content: bytes) -> tuple[int, str, bytes]:
        edge = uuid4().hex
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in self._token().items()
        ]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: application/octet-stream'
        body = b"".join([*parts, f"{head}\r\n\r\n".encode(), content, f"\r\n--{edge}--\r\n".encode()])
        return self.ask("POST", path, body, f"multipart/form-data; boundary={edge}")

    def _token(self) -> dict[str, str]:
        return {"csrfmiddlewaretoken": self.cookies.get("site-csrf", "")}


class Person(threading.Thread):
    def __init__(self, ports: list[int], confirmed: Confirmed, stop: threading.Event, seed: int) -> None:
        super().__init__(daemon=True)
        self.browser, self.confirmed, self.stop = Browser(ports), confirmed, stop
        self.chance = random.Random(seed)
        self.failed = ""

    def run(self) -> None:
        try:
            self._patiently("sign in", self._sign_in)
            while not self.stop.is_set():
                self._apply()
        except Stopped:
            pass
        except Exception as failed:
            self.failed = f"{type(failed).__name__}: {failed}"
            raise

    def _patiently(self, what: str, step: Any, *given: Any) -> Any:
        """Until it is confirmed; what was not is tried again, as a person would."""
        while True:
            if self.stop.is_set():
                raise Stopped
            try:
                done = step(*given)
                self.confirmed.tries["confirmed"] += 1
                return done
            except Unanswered as why:
                self.confirmed.tries[f"{what}: {why}"] += 1
                time.sleep(0.2)

    def _sign_in(self) -> None:
        self.browser.get("/demo/")
        status, _, _ = self.browser.post("/demo/sign-in/", {"person": "ada"})
        self._is(status, 302, "sign in")
        self.browser.get(f"{CASE}new/")

    def _apply(self) -> None:
        case = self._patiently("begin", self._begin)
        for code, typed in TYPED.items():
            self._patiently("answer", self._fill, f"{case}answers/{code}/", typed)
        key = uuid4()
        for code, typed in OWNER.items():
            self._patiently("owner", self._fill, f"{case}owners/{key}/{code}/", typed)
        page = self._patiently("look", self._look, case)
        for paper in sorted(set(re.findall(r'href="([^"]*/papers/[^"]*)"', page))):
            if "licenses" not in paper and "lease" not in paper:
                self._patiently("paper", self._paper, paper, f"{uuid4().hex}.png", self._picture())
        self._patiently("send", self._send, case)
        self.confirmed.receipts[case] = self._patiently("receipt", self._receipt, case)

    def _begin(self) -> str:
        _, _, page = self.browser.get(f"{CASE}new/")
        token = re.search(rb'name="token" value="([^"]+)"', page)
        if not token:
            raise Unanswered("no form")
        status, to, _ = self.browser.post(f"{CASE}new/", {"token": token[1].decode()})
        self._is(status, 302, "begin")
        return to

    def _fill(self, path: str, typed: dict[str, Any]) -> None:
        self._is(self.browser.post(path, typed)[0], 302, path)
        self.confirmed.answers += 1

    def _look(self, path: str) -> str:
        status, _, page = self.browser.get(path)
        self._is(status, 200, path)
        return page.decode()

    def _paper(self, path: str, name: str, content: bytes) -> None:
        """Whoever got no answer looks whether it is there before she sends it again."""
        if name not in self._look(path):
            self._is(self.browser.upload(path, name, content)[0], 302, path)
        self.confirmed.papers.append((path.split("/")[3], name, hashlib.sha256(content).hexdigest()))

    def _send(self, case: str) -> None:
        status, to, _ = self.browser.post(f"{case}check/", {"true": "on"})
        if status != 302 or not to.endswith("/receipt/"):
            raise Unanswered(f"{status} {to}")
        self.confirmed.sent.append(case.split("/")[3])

    def _receipt(self, case: str) -> bytes:
        status, _, content = self.browser.get(f"{case}receipt.json")
        self._is(status, 200, "receipt")
        return content

    def _picture(self) -> bytes:
        made = io.BytesIO()
        colour = tuple(self.chance.randrange(256) for _ in range(3))
        Image.frombytes("RGB", (40, 20), self.chance.randbytes(2400)).save(made, "PNG", title=str(colour))
        return made.getvalue()

    def _is(self, status: int, wanted: int, what: str) -> None:
        if status != wanted:
            raise Unanswered(f"{status} {what.rsplit('/', 2)[-2] if '/' in what else what}")


class Stopped(Exception):
    """The bench is over."""
