"""100,000 sealed values are wrapped anew while a reader opens and a writer seals; the rotation is killed on the way.

The rotation is compared with the same unwrapping and wrapping in memory, without a database and without company.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

import psycopg
from django.core.management import call_command
from django.test import override_settings

from conftest import officer
from opensdo.parties.accounts.models import Role, User
from opensdo.parties.businesses.models import Owner
from opensdo.privacy.data import keyring, keys, rotation
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.models import Assignment
from opensdo.privacy.data.purposes import APPLY, CERTIFY, Login
from opensdo.privacy.data.vault import bound_place, open_subject, reveal, seal
from tests import databases
from tests.settings import SERVER
from tests.stages import first_policy

GOAL: Final = 0.25
LABEL: Final = "businesses.Owner.ssn"
REASON: Final = "Measuring how long an opening takes"
KEYS = "COPY data_datakey (id, keyring, wrapped, place, subject_id, policy_version_id) FROM STDIN"
ITEMS = "COPY data_vaultitem (id, label, record, ordinal, ciphertext, subject_id, policy_version_id) FROM STDIN"


def owner(number: int, subject: int) -> Owner:
    """The record that a value belongs to; the vault asks it for its number and its subject, nothing else."""
    return Owner(pk=number, subject_id=subject)


def value(number: int) -> str:
    return f"{number:09}"


@contextmanager
def admin(name: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(SERVER.dsn(name), autocommit=True) as connection:
        yield connection


def fill(name: str, count: int) -> tuple[int, int, int]:
    """The subject, who seals about it, and who opens it."""
    with databases.using(name):
        first_policy()
        ada, rosa = User.objects.create_user("ada@example.org"), officer("Rosa Medeiros", Role.CERTIFICATION_OFFICER)
    with databases.using(name, Login.PUBLIC), acting(ada, APPLY):
        subject = open_subject().pk
    with databases.using(name):
        Assignment.objects.create(actor=rosa, purpose=CERTIFY.code, subject_id=subject)
    ring, items = keyring.sealing_key(), []
    with admin(name) as connection, connection.cursor() as cursor:
        with cursor.copy(KEYS) as copy:
            for number in range(1, count + 1):
                key, place, made = keys.new_key(), bound_place(LABEL, number, subject), f"{number:032x}"
                copy.write_row((made, ring.name, ring.wrap(key, place), place, subject, 1))
                items.append((made, LABEL, number, 1, keys.encrypt(key, value(number), place=place), subject, 1))
        with cursor.copy(ITEMS) as copy:
            for row in items:
                copy.write_row(row)
        cursor.execute("ANALYZE")
    return subject, ada.pk, rosa.pk


def read(name: str, subject: int, by: int, count: int) -> dict[str, Any]:
    with databases.using(name):
        rosa = User.objects.get(pk=by)

    def look(turn: int) -> None:
        number = 1 + turn * 7919 % count
        opened = reveal(owner(number, subject), "ssn", purpose=CERTIFY, by=rosa, reason=REASON)
        assert opened == value(number), number

    with databases.using(name, Login.STAFF):
        return until_stopped(look)


def write(name: str, subject: int, by: int, count: int) -> dict[str, Any]:
    with databases.using(name):
        ada = User.objects.get(pk=by)

    def put(turn: int) -> None:
        with acting(ada, APPLY):
            seal(owner(count + 1 + turn, subject), "ssn", value(turn))

    with databases.using(name, Login.PUBLIC):
        return until_stopped(put)


def until_stopped(act: Callable[[int], None]) -> dict[str, Any]:
    """Some fifty times a second, as a busy office would, until it is told to stop."""
    stopped: list[int] = []
    signal.signal(signal.SIGTERM, lambda *_: stopped.append(1))
    spent: list[float] = []
    wrong: list[str] = []
    while not stopped:
        start = time.perf_counter()
        try:
            act(len(spent) + len(wrong))
            spent.append(1000 * (time.perf_counter() - start))
        except Exception as error:  # counted: whatever it is, somebody at a desk would have seen it
            wrong.append(repr(error))
        time.sleep(0.02)
    return {"done": len(spent), "failed": len(wrong), "first": wrong[:1], "p95_ms": round(percentile(spent), 2)}


def percentile(values: list[float]) -> float:
    return sorted(values)[int(0.95 * (len(values) - 1))] if values else 0.0


def company(role: str, *given: object) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "bench.rotation", "--be", role, *map(str, given)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)


def dismiss(process: subprocess.Popen[str]) -> dict[str, Any]:
    process.terminate()
    said: dict[str, Any] = json.loads(process.communicate()[0].strip().splitlines()[-1])
    return said


def rotate_and_kill(name: str, folder: Path, count: int) -> tuple[float, int]:
    """Seconds of work in both runs, and how far the first had come when it was killed."""
    first = company("rotate", name, folder, 0, 0, count)
    done = 0
    with admin(name) as connection:
        while done < 0.4 * count and first.poll() is None:
            time.sleep(0.05)
            done = connection.execute("SELECT count(*) FROM data_datakey WHERE keyring <> '2026'").fetchone()[0]  # type: ignore[index]
    first.kill()
    spent = time.time() - began(folder)
    first.communicate()
    second = company("rotate", name, folder, 0, 0, count)
    said = second.communicate()[0]
    spent += time.time() - began(folder)
    if second.returncode:
        raise SystemExit(f"the second run ended with {second.returncode}: {said}")
    return spent, done


def began(folder: Path) -> float:
    """When the last run had loaded its code and started to work."""
    return float((folder / "began").read_text())


def bare(count: int) -> float:
    """Keys a second in memory: what the arithmetic alone allows."""
    ring, opener = keyring.sealing_key(), keyring.opening_key("2026")
    wrapped = [(ring.wrap(keys.new_key(), f"{n}"), f"{n}") for n in range(count)]
    start = time.perf_counter()
    for sealed, place in wrapped:
        ring.wrap(keys.unwrap(opener, sealed, place), place)
    return count / (time.perf_counter() - start)


def measure(count: int, folder: Path) -> dict[str, Any]:
    keyring.make_keyring(folder, "2026")
    with databases.clone() as name, override_settings(KEYRING_FOLDER=folder):
        subject, ada, rosa = fill(name, count)
        alone = [bare(2_000) for _ in range(5)]
        reader, writer = (company(be, name, folder, subject, by, count) for be, by in (("read", rosa), ("write", ada)))
        time.sleep(3)
        seconds, killed_at = rotate_and_kill(name, folder, count)
        read_, written = dismiss(reader), dismiss(writer)
        with databases.using(name, Login.KEEPER):
            damaged = len(rotation.damaged(leaving=(), using="default"))
        with admin(name) as connection:
            found = connection.execute("SELECT keyring, count(*) FROM data_datakey GROUP BY keyring").fetchall()
    pace = count / seconds
    return {
        "values": count,
        "seconds": round(seconds, 1),
        "values_a_second": round(pace),
        "bare_a_second": round(statistics.median(alone)),
        "killed_at": killed_at,
        "reader": read_,
        "writer": written,
        "damaged": damaged,
        "left_behind": sum(many for epoch, many in found if epoch == "2026"),
        "lost": count + written["done"] - sum(many for _, many in found),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--values", type=int, default=100_000)
    parser.add_argument("--be", nargs=6)
    said = parser.parse_args()
    if said.be:
        role, name, folder, subject, by, count = said.be
        with override_settings(KEYRING_FOLDER=Path(folder)):
            if role == "rotate":
                Path(folder, "began").write_text(str(time.time()))
                with databases.using(name, Login.KEEPER):
                    call_command("keys_rotate")
            else:
                print(json.dumps({"read": read, "write": write}[role](name, int(subject), int(by), int(count))))
        return
    with tempfile.TemporaryDirectory() as folder:
        detail = measure(said.values, Path(folder))
    ratio = detail["values_a_second"] / detail["bare_a_second"]
    whole = not (
        detail["damaged"]
        or detail["lost"]
        or detail["left_behind"]
        or detail["reader"]["failed"]
        or detail["writer"]["failed"]
    )
    busy = detail["reader"]["done"] > 0 < detail["writer"]["done"] and detail["killed_at"] < said.values
    print(f"{detail['values']:,} values in {detail['seconds']} s: {detail['values_a_second']:,} a second, killed once")
    print(f"in memory, alone: {detail['bare_a_second']:,} a second")
    for who in ("reader", "writer"):
        print(f"{who}: {detail[who]}")
    met = whole and busy and ratio >= GOAL
    print(json.dumps({"bench": "rotation", "ratio": round(ratio, 2), "goal": GOAL, "met": met, "detail": detail}))


if __name__ == "__main__":
    main()
