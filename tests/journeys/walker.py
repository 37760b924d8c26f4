"""Somebody at a browser: finds things by the words that are on the page, and looks at every page that she meets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, CDPSession, Locator, Page

from tests.look import LISTEN, Fault, Looker, View

SEVERAL = re.compile(r"[A-Z]+-[0-9A-Z]{4}-[0-9A-Z]{4}|[0-9a-f]{8}-[0-9a-f-]{27}|\d{3,}")


@dataclass
class Walker:
    """`seen` remembers which kinds of page were looked at, so that each is examined once for each way of looking."""

    page: Page
    address: str
    look: Looker
    view: View
    script: CDPSession | None = None  # the switch, when scripts are off
    seen: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    strangers: set[str] = field(default_factory=set)

    def go(self, path: str) -> None:
        answer = self.page.goto(self.address + path)
        assert answer
        assert answer.status == 200, f"{path}: {answer.status}"
        self._examine()

    def status_of(self, path: str) -> int:
        return self.page.request.get(self.address + path, max_redirects=0).status

    def press(self, words: str, *, within: str = "main") -> None:
        """A link or a button, by its words."""
        place = self.page.locator(within)
        exact = re.compile(rf"^\s*{re.escape(words)}")
        button = place.get_by_role("button", name=exact)
        found = (button if button.count() else place.get_by_role("link", name=exact)).first
        assert found.count(), f"nothing to press that says {words!r} on {self.page.url}:\n{self.text()}"
        found.click()
        self.page.wait_for_load_state("load")
        self._examine()

    def fill(self, label: str, value: str) -> None:
        self._labelled(label).fill(value)

    def choose(self, label: str) -> None:
        words = re.compile(re.escape(label))
        box = self.page.get_by_role("radio", name=words).or_(self.page.get_by_role("checkbox", name=words))
        assert box.count(), f"nothing to choose that says {label!r} on {self.page.url}:\n{self.text()}"
        box.first.check()

    def pick(self, label: str, option: str) -> None:
        self._labelled(label).select_option(label=option)

    def give(self, label: str, file: Path) -> None:
        self._labelled(label).set_input_files(file)

    def heading(self) -> str:
        return self.page.locator("h1").inner_text().strip()

    def text(self) -> str:
        return self.page.locator("main").inner_text()

    def reads(self, *words: str) -> None:
        """Whatever the case: a stamp is set in capitals."""
        for one in words:
            assert one.lower() in self.text().lower(), f"{one!r} is not on {self.page.url}:\n{self.text()}"

    def path(self) -> str:
        return urlsplit(self.page.url).path

    def _labelled(self, label: str) -> Locator:
        box = self.page.locator("main").get_by_label(re.compile(rf"^\s*{re.escape(label)}"))
        assert box.count(), f"no field is called {label!r} on {self.page.url}:\n{self.text()}"
        return box.first

    def _examine(self) -> None:
        kind = f"{SEVERAL.sub('*', self.path())} {self.page.title()[:7] == 'Error: '}"
        if kind in self.seen:
            return
        self.seen.add(kind)
        self.scripts(on=True)  # the page was read without; now it is measured, and measuring is a script
        self.faults += [Fault(self.path(), self.view.name, words) for words in self.look.at_once(self.page, self.view)]
        self.scripts(on=False)

    def scripts(self, *, on: bool) -> None:
        if self.script:
            self.script.send("Emulation.setScriptExecutionDisabled", {"value": not on})


def same(url: str, host: str) -> set[str]:
    return {url} if urlsplit(url).netloc in ("", host, host.replace("127.0.0.1", "localhost")) else set()


@contextmanager
def walking(browser: Browser, address: str, view: View, *, script: bool, pictures: Path | None) -> Iterator[Walker]:
    """A browser window of her own. Nothing outside the office may be asked for, no rule of the page broken."""
    context = browser.new_context(
        viewport={"width": view.width, "height": 900},
        color_scheme="dark" if view.dark else "light",
        accept_downloads=True,
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.add_init_script(LISTEN)
    walker = Walker(page, address, Looker(browser, pictures), view, None if script else context.new_cdp_session(page))
    walker.scripts(on=script)
    host = urlsplit(address).netloc
    page.on("request", lambda asked: walker.strangers.update({asked.url} - same(asked.url, host)))
    page.on("console", lambda said: walker.strangers.update({said.text} if "CSP" in said.text else set()))
    try:
        yield walker
    finally:
        context.close()
    assert not walker.faults, "\n".join(map(str, walker.faults))
    assert not walker.strangers
