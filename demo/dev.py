"""The verbs of ./dev. This file and `environment` use the standard library only: they run before anything is installed.

up        Start a demonstration office at http://127.0.0.1:8000, with its database, worker and mailbox.
          --fresh  start over    --port N  another port    --no-browser  do not open a browser
test      Run the tests: all of them, or the paths and options you name.
check     Run every gate: style, types, layers, migrations, the rules of the house, the policy.
fix       Format the code and mend what can be mended by itself.
bench     Run the measurements: all of them, or those you name.
seed      Give the demonstration office what it lacks of its invented past.
map       Draw what the documents show of the code: the map, the lives of things, the promises.
shell     Open a Python shell on the demonstration office.
opensdo   Run the operator's command line on it: ./dev opensdo ledger verify
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import redirect_stdout

from demo.environment import OFFICE, PYTHON, WORKSHOP, NotReady, environment, prepare

WITH_PACKAGES = {  # verb: (module it is handed to, packages it needs)
    "up": ("demo.up", OFFICE),
    "seed": ("demo.office", OFFICE),
    "shell": ("demo.office", OFFICE),
    "opensdo": ("demo.office", OFFICE),
    "map": ("demo.drawn", OFFICE),
    "test": ("demo.gates", WORKSHOP),
    "check": ("demo.gates", WORKSHOP),
    "fix": ("demo.gates", WORKSHOP),
    "bench": ("demo.gates", WORKSHOP),
}


def main(words: list[str]) -> int:
    began = time.time()
    verb = words[0] if words else "help"
    if verb in ("help", "-h", "--help"):
        print("./dev VERB, where VERB is one of\n\n" + (__doc__ or "").split("\n\n", 1)[1], end="")
        return 0
    if verb not in WITH_PACKAGES:
        print(f"There is no verb {verb}. These are: {' '.join(WITH_PACKAGES)}.", file=sys.stderr)
        return 2
    module, lock = WITH_PACKAGES[verb]
    try:
        with redirect_stdout(sys.stdout if verb == "up" else sys.stderr):  # what a verb prints may be read by a program
            prepare(lock)
    except NotReady as failed:
        print(f"\n{failed}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    sys.stdout.flush()
    os.execve(PYTHON, [str(PYTHON), "-m", module, *words], environment(OPENSDO_BEGAN=str(began)))  # noqa: S606  (signals reach it directly)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except subprocess.SubprocessError as failed:
        sys.exit(str(failed))
