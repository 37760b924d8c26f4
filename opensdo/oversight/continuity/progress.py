"""How far long work has come: one line on a terminal, a line now and then in a log."""

from __future__ import annotations

import time
from typing import IO, Final

EVERY: Final = {True: 0.2, False: 10.0}


class Progress:
    """A stage is what stands before the colon: each is told when it begins and when it ends."""

    def __init__(self, out: IO[str]) -> None:
        self.out, self.terminal = out, out.isatty()
        self.last, self.held, self.stage = 0.0, "", ""

    def __call__(self, words: str) -> None:
        stage = words.partition(":")[0]
        if stage != self.stage:
            self.end()
        elif time.monotonic() - self.last < EVERY[self.terminal]:
            self.held = words
            return
        self.stage = stage
        self._say(words)

    def end(self) -> None:
        if self.held:
            self._say(self.held)
        if self.terminal and self.stage:
            self.out.write("\n")
        self.held = self.stage = ""

    def _say(self, words: str) -> None:
        self.last, self.held = time.monotonic(), ""
        self.out.write(f"\r{words}\x1b[K" if self.terminal else f"{words}\n")
        self.out.flush()
