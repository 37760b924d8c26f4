"""Kill the office's processes at random while people apply: is anything that was confirmed lost or doubled?

./dev bench crash [minutes]    30 unless told: at least 1,000 kills of web and worker, 100 of PostgreSQL
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

MINUTES, KILLS, POSTGRES, PEOPLE = 30.0, 1000, 100, 4
WRONG = (
    *("sent_lost", "sent_twice", "not_in_the_ledger", "papers_lost", "papers_damaged"),
    *("letters_lost", "receipts_wrong", "ledger_broken"),
)


def main() -> int:
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES
    home = Path(tempfile.mkdtemp(prefix="crash", dir="/tmp"))
    home.chmod(0o755)
    os.environ |= {"OPENSDO_HOME": str(home), "DJANGO_SETTINGS_MODULE": "demo.settings", "OPENSDO_LOGIN": "worker"}
    import django

    django.setup()
    from bench.crashing.office import Office

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what we started is ended, too
    office = Office(home)
    try:
        return bench(office, minutes)
    finally:
        office.stop()
        shutil.rmtree(home, ignore_errors=True)
        if office.server.elsewhere:
            shutil.rmtree(office.server.folder, ignore_errors=True)


def bench(office: object, minutes: float) -> int:
    from bench.crashing import reckoning
    from bench.crashing.crowd import Confirmed, Person
    from bench.crashing.office import Office, wait_for

    assert isinstance(office, Office)
    office.prepare()
    office.start()
    confirmed, stop = Confirmed(), threading.Event()
    people = [Person(office.ports, confirmed, stop, seed) for seed in range(PEOPLE)]
    for person in people:
        person.start()
    if not wait_for(lambda: confirmed.answers, 120):
        raise SystemExit(f"nobody could apply: {dict(confirmed.tries)} {[person.failed for person in people]}")
    kill(office, minutes, confirmed)
    stop.set()
    for person in people:
        person.join(60)
    wait_for(lambda: _quiet(reckoning.letters_left), 600)
    time.sleep(2)  # the sealer chains what came last
    found = reckoning.reckon(confirmed, office.home)
    return tell(office.kills, confirmed.tries, found, minutes, [person.failed for person in people if person.failed])


def kill(office: object, minutes: float, confirmed: object) -> None:
    """At random moments, at a rate that reaches the goal within the time; PostgreSQL in its own rhythm."""
    chance, began, length = random.Random(), time.monotonic(), minutes * 60
    share = minutes / MINUTES
    due = {"kill_one": 0.0, "kill_postgres": 0.0}
    many = {"kill_one": KILLS * share * 1.6, "kill_postgres": POSTGRES * share * 1.25}
    while (now := time.monotonic() - began) < length:
        for verb, at in due.items():
            if now >= at:
                if at:
                    getattr(office, verb)(*([chance] if verb == "kill_one" else []))
                due[verb] = now + chance.uniform(0.2, 1.8) * length / many[verb]
        time.sleep(0.02)


def _quiet(left: Callable[[], int]) -> bool:
    try:
        return left() == 0
    except Exception:
        return False


def tell(kills: Counter[str], tries: Counter[str], found: dict[str, int], minutes: float, failed: list[str]) -> int:
    processes = kills["site"] + kills["worker"]  # the sealer's come on top
    share = minutes / MINUTES
    enough = processes >= KILLS * share and kills["postgres"] >= POSTGRES * share
    wrong = sum(found[name] for name in WRONG)
    print(f"{'kill -9 of':32}{'times':>8}")
    for name, many in sorted(kills.items()):
        print(f"{name:32}{many:8}")
    print(f"\n{'afterwards':32}{'':>8}")
    for name, many in found.items():
        print(f"{name.replace('_', ' '):32}{many:8}{'   <-' if name in WRONG and many else ''}")
    unanswered = sum(many for name, many in tries.items() if name != "confirmed")
    print(
        f"\n{tries['confirmed']} requests were confirmed, {unanswered} were not and were tried again; {minutes:g} minutes"
    )
    for words, many in tries.most_common(7):
        print(f"{words:32}{many:8}" if words != "confirmed" else "", end="\n" if words != "confirmed" else "")
    for words in failed:
        print(f"a person gave up: {words}")
    detail = {
        "minutes": minutes,
        "kills": dict(kills),
        **found,
        "confirmed": tries["confirmed"],
        "unanswered": unanswered,
    }
    met = enough and not wrong and found["sent"] > 0 and not failed
    print(json.dumps({"bench": "crash", "ratio": wrong, "goal": 0, "met": met, "detail": detail}))
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
