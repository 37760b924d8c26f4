"""The fast tier of the tests, as `./dev test` runs it first: within 90 seconds on two cores, all of it passing."""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import time
from typing import Any, Final

from demo.environment import ROOT, environment
from demo.gates import TIERS, python

SECONDS: Final = 90.0
TIE: Final = 1.1
SLOWEST: Final = 15
LINE: Final = re.compile(r"^([\d.]+)s (call|setup|teardown) +(\S+?)::", re.MULTILINE)


def measured() -> dict[str, Any]:
    """One run: by the clock, and the time that the tests and what they started were at work, the database apart."""
    words = [*python("pytest"), *TIERS[0].options, "--durations=0", "--durations-min=0.01"]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    mine = {name: value for name, value in environment().items() if not name.startswith("OPENSDO_")}
    done = subprocess.run(words, env=mine, cwd=ROOT, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        print(done.stdout[-3000:] + done.stderr[-1000:])
        raise SystemExit("The fast tier does not pass, so its time says nothing.")
    files: dict[str, float] = {}
    for seconds, _, file in LINE.findall(done.stdout):
        files[file] = files.get(file, 0.0) + float(seconds)
    return {
        "seconds": time.monotonic() - began,
        "cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "load": os.getloadavg()[0],
        "tests": int(next(iter(re.findall(r"(\d+) passed", done.stdout)), 0)),
        "files": files,
    }


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("rounds", nargs="?", type=int, default=1, help="the median counts; five for a figure to publish")
    rounds = [measured() for _ in range(max(1, ask.parse_args().rounds))]
    print(f"{'round':>5}{'seconds':>10}{'at work':>10}{'load':>8}{'tests':>8}")
    for number, one in enumerate(rounds, 1):
        print(f"{number:5}{one['seconds']:10.1f}{one['cpu']:10.1f}{one['load']:8.1f}{one['tests']:8}")
    print(f"\n{'the longest files of the last round':<76}{'seconds':>8}")
    for file, seconds in sorted(rounds[-1]["files"].items(), key=lambda item: -item[1])[:SLOWEST]:
        print(f"{file:<76}{seconds:8.1f}")
    ratio = statistics.median(one["seconds"] for one in rounds) / SECONDS
    detail = {
        "seconds": [round(one["seconds"], 1) for one in rounds],
        "cpu": [round(one["cpu"], 1) for one in rounds],
        "load": [round(one["load"], 1) for one in rounds],
        "tests": rounds[-1]["tests"],
        "cores": os.cpu_count(),
        "tie": 1 < ratio <= TIE,
    }
    told = {"bench": "suite", "ratio": round(ratio, 2), "goal": 1.0, "met": ratio <= 1, "detail": detail}
    print(json.dumps(told))
    return 0 if ratio <= TIE else 1


if __name__ == "__main__":
    sys.exit(main())
