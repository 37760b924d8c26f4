"""The scratch process: it makes a scratch copy, breaks each promise in it, and prints what it saw as JSON."""

from __future__ import annotations

import sys

import django

if __name__ == "__main__":
    django.setup()
    from django.utils import timezone

    from opensdo.oversight.assurance.scratch import run

    sys.stdout.write(run(sys.argv[1:], timezone.now()))
