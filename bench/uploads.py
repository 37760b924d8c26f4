"""Sixty people press "Send this file" at the same moment: is one lost or doubled, and who has to wait?

./dev bench uploads [papers]    60 unless told. The office is one of its own, on ports of its own. With 200 none is lost
or doubled either, and pages wait their turn behind them: half a minute on two cores
"""

from __future__ import annotations

import hashlib
import http.client
import io
import json
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

PAPERS, FOR_EACH = 60, 1
GOAL = 1.0  # seconds in which nine of ten readers of the public site get their page meanwhile
SENT_AGAIN = 40  # times, as the page asks
MEGABYTE = 1 << 20


def main() -> int:
    papers = int(sys.argv[1]) if len(sys.argv) > 1 else PAPERS
    home = Path(tempfile.mkdtemp(prefix="uploads", dir="/tmp"))
    home.chmod(0o755)
    os.environ |= {"OPENSDO_HOME": str(home), "DJANGO_SETTINGS_MODULE": "demo.settings", "OPENSDO_LOGIN": "worker"}
    import django

    django.setup()
    from bench.crashing import office as running

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what we started is ended, too
    running.SITES = 1
    office = running.Office(home)
    try:
        office.prepare()
        office.start()
        return bench(office, papers)
    finally:
        office.stop()
        shutil.rmtree(home, ignore_errors=True)
        if office.server.elsewhere:
            shutil.rmtree(office.server.folder, ignore_errors=True)


def bench(office: Any, papers: int) -> int:
    from bench.crashing.crowd import Browser
    from bench.crashing.office import wait_for

    browser = Browser(office.ports)
    wait_for(lambda: _quietly(browser.get, "/demo/")[0] == 200, 120)
    browser.post("/demo/sign-in/", {"person": "ada"})
    cases = [case(browser) for _ in range(-(-papers // FOR_EACH))]
    bodies = [paper(number) for number in range(papers)]
    before, watched, stop = rows(), Watched(office, office.ports[0]), threading.Event()
    watching = threading.Thread(target=watched.watch, args=(stop,))
    watching.start()
    told, took, began = Counter[str](), list[float](), time.monotonic()
    senders = []
    for number, (name, body) in enumerate(bodies):
        one = Browser(office.ports)
        one.cookies = dict(browser.cookies)
        where = f"{cases[number // FOR_EACH]}papers/w9/"
        senders.append(threading.Thread(target=send, args=(one, where, name, body, told, took)))
    for each in senders:
        each.start()
    for each in senders:
        each.join()
    sent = time.monotonic()
    stop.set()
    watching.join()
    drained = wait_for(lambda: not waiting(), 900)
    slow, wrong = watched.nine_of_ten(), reckon(before, bodies) | {"not said": told["never"]}
    print(
        f"{papers} papers, {sum(len(body) for _, body in bodies) / MEGABYTE:.0f} MB: all sent in {sent - began:.0f} s,"
    )
    print(f"looked into {time.monotonic() - sent:.0f} s later; answers: {dict(told)}")
    print(f"one answer: {sorted(took)[len(took) // 2]:.1f} s in the middle, {max(took):.1f} s at most")
    print(f"a public page meanwhile: nine of ten within {slow:.2f} s, at most {max(watched.pages):.2f} s")
    print("memory at most, MB: " + ", ".join(f"{name} {most // MEGABYTE}" for name, most in watched.memory.items()))
    print(", ".join(f"{name}: {many}" for name, many in wrong.items()))
    met = drained and not any(wrong.values()) and slow <= GOAL
    detail = {"papers": papers, "sending": sent - began, **wrong}
    print(json.dumps({"bench": "uploads", "ratio": slow, "goal": GOAL, "met": met, "detail": detail}))
    return 0 if met else 1


def reckon(before: list[tuple[str, str]], bodies: list[tuple[str, bytes]]) -> dict[str, int]:
    found = rows()
    digests = Counter(digest for digest, _ in found) - Counter(digest for digest, _ in before)
    wanted = {hashlib.sha256(body).hexdigest() for _, body in bodies}
    return {
        "lost": sum(digests[each] == 0 for each in wanted),
        "doubled": sum(digests[each] > 1 for each in wanted),
        "not checked": sum(status != "checked" for digest, status in found if digest in wanted),
    }


def send(browser: Any, where: str, name: str, body: bytes, told: Counter[str], took: list[float]) -> None:
    """As a person does: who is asked to wait and send again does so; who got no answer looks first."""
    from bench.crashing.crowd import Unanswered

    for _ in range(SENT_AGAIN):
        began = time.monotonic()
        try:
            status, _, page = browser.upload(where, name, body)
        except Unanswered as why:
            told[str(why)] += 1
            if name.encode() in _quietly(browser.get, where)[2]:
                return
            continue
        finally:
            took.append(time.monotonic() - began)
        told[str(status)] += 1
        if status == 302:
            return
        if b"Wait a minute" not in page:
            print(re.findall(rb'class="problem".*?</', page, re.S)[:1])
            break
        time.sleep(5)
    told["never"] += 1


def case(browser: Any) -> str:
    """An application whose legal form is known, so that its papers are."""
    from opensdo.programs.certification.tests.test_apply import TYPED

    _, _, page = browser.get("/certification/applications/new/")
    token = re.search(rb'name="token" value="([^"]+)"', page)
    assert token
    _, to, _ = browser.post("/certification/applications/new/", {"token": token[1].decode()})
    for code in ("categories", "form"):
        browser.post(f"{to}answers/{code}/", TYPED[code])
    return str(to)


def paper(number: int) -> tuple[str, bytes]:
    """A scan of ten pages, a photograph of twelve million pixels, or a letter; no two alike."""
    from PIL import Image

    from opensdo.papers.documents.tests import files

    if number % 5 == 4:
        return f"{number}.docx", files.letter(f"Letter {number}", "Dear office")
    if number % 5 != 3:
        return f"{number}.pdf", files.pdf(pages=10, text=f"Paper {number}")
    made = io.BytesIO()
    small = Image.frombytes("RGB", (40, 30), random.Random(number).randbytes(3600))
    small.resize((4000, 3000)).save(made, "JPEG", quality=90)
    return f"{number}.jpg", made.getvalue()


def rows() -> list[tuple[str, str]]:
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT digest, status FROM documents_document")
        return list(cursor.fetchall())


def waiting() -> int:
    return sum(status == "quarantined" for _, status in rows())


def _quietly(act: Any, *given: Any) -> Any:
    try:
        return act(*given)
    except Exception:
        return (0, "", b"")


class Watched:
    """How long a reader waits for a public page, and how much memory the processes take, with all their children."""

    def __init__(self, office: Any, port: int) -> None:
        self.office, self.port = office, port
        self.pages: list[float] = []
        self.memory: dict[str, int] = {}

    def watch(self, stop: threading.Event) -> None:
        while not stop.wait(0.2):
            began = time.monotonic()
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
            line.request("GET", "/about/", headers={"Host": f"127.0.0.1:{self.port}"})
            line.getresponse().read()
            line.close()
            self.pages.append(time.monotonic() - began)
            for name, child in self.office.children.items():
                taken = sum(_memory(pid) for pid in _family(child.process.pid))
                self.memory[name.split()[0]] = max(self.memory.get(name.split()[0], 0), taken)

    def nine_of_ten(self) -> float:
        return sorted(self.pages)[len(self.pages) * 9 // 10]


def _family(pid: int) -> list[int]:
    try:
        children = [
            int(each)
            for thread in Path(f"/proc/{pid}/task").iterdir()
            for each in (thread / "children").read_text().split()
        ]
    except OSError:
        return []
    return [pid, *(each for child in children for each in _family(child))]


def _memory(pid: int) -> int:
    """Its own, and its share of what it has in common with others."""
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    found = re.search(r"^Pss:\s+(\d+) kB", told, re.M)
    return int(found[1]) * 1024 if found else 0


if __name__ == "__main__":
    sys.exit(main())
