"""Look at pages as people meet them: small and wide, light and dark, on paper, right to left, in forced colours.

By hand:  python -m tests.look http://127.0.0.1:8000 / /about/ --out /tmp/pictures
In a test:

    with looking() as look:
        assert look.at(f"{base}/about/") == []
"""

from __future__ import annotations

import argparse
import gzip
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Response, sync_playwright

AXE: Final = Path(__file__).parent / "vendor" / "axe.min.js"
CHROMIUM: Final = "/usr/bin/chromium"
RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASK_AXE: Final = """rules => Promise.race([axe.run(document, {runOnly: {type: 'tag', values: rules}}),
  new Promise((_, refuse) => setTimeout(() => refuse(new Error('axe took more than a minute')), 60000))])"""
TOO_WIDE: Final = """() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
  [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > window.innerWidth + 1
    || e.getBoundingClientRect().left < -1).slice(0, 4).map(e => e.tagName + '.' + e.className)"""
LISTEN: Final = """document.addEventListener('securitypolicyviolation',
  e => console.error('CSP violation: ' + e.violatedDirective + ' ' + e.blockedURI))"""
PHONE: Final = 320
DESK_TOP: Final = 1280
SHEET: Final = 720


@dataclass(frozen=True)
class Budget:
    """Bytes as gzip leaves them, the first time somebody comes."""

    total: int
    requests: int
    script: int


PUBLIC: Final = Budget(total=60 * 1024, requests=6, script=5 * 1024)
STAFF: Final = Budget(total=100 * 1024, requests=10, script=25 * 1024)


@dataclass(frozen=True)
class View:
    """One way to meet a page."""

    name: str
    width: int
    dark: bool = False
    paper: bool = False
    rtl: bool = False
    forced: bool = False


EVERY_DAY: Final = (
    View("320-light", PHONE),
    View("320-dark", PHONE, dark=True),
    View("1280-light", DESK_TOP),
    View("1280-dark", DESK_TOP, dark=True),
)
UNUSUAL: Final = (
    View("rtl-320", PHONE, rtl=True),
    View("rtl-1280", DESK_TOP, rtl=True),
    View("forced", DESK_TOP, forced=True),
    View("print", SHEET, paper=True),
)
EVERY: Final = EVERY_DAY + UNUSUAL


@dataclass(frozen=True)
class Fault:
    page: str
    view: str
    words: str

    def __str__(self) -> str:
        return f"{self.page} ({self.view}): {self.words}"


class Looker:
    """One browser for many pages. `cookies` are a signed-in person's; pictures go to `folder`, if there is one."""

    def __init__(self, browser: Browser, folder: Path | None = None, cookies: Sequence[Any] = ()) -> None:
        self.browser, self.folder, self.cookies = browser, folder, cookies

    def at(self, url: str, *, views: Sequence[View] = EVERY, budget: Budget = PUBLIC, status: int = 200) -> list[Fault]:
        """Everything that is wrong with the page at this address."""
        with self._page() as page:
            faults = [Fault(url, "first visit", words) for words in first_visit(page, url, budget, status)]
            for view in views:
                faults += [Fault(url, view.name, words) for words in self.at_once(page, view)]
        return faults

    def at_once(self, page: Page, view: View) -> Iterator[str]:
        """What is wrong with the page as it stands in the browser, say after a form was sent."""
        page.set_viewport_size({"width": view.width, "height": 900})
        page.emulate_media(
            media="print" if view.paper else "screen",
            color_scheme="dark" if view.dark else "light",
            forced_colors="active" if view.forced else "none",
            reduced_motion="reduce",
        )
        page.evaluate("way => document.documentElement.dir = way", "rtl" if view.rtl else "ltr")
        if self.folder:
            self.folder.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=self.folder / f"{name_of(page.url)}-{view.name}.png", full_page=True)
        if wide := page.evaluate(TOO_WIDE):
            yield f"scrolls sideways: {', '.join(wide)}"
        if not view.paper and not view.forced:
            yield from accessible(page)

    @contextmanager
    def _page(self) -> Iterator[Page]:
        context = self.browser.new_context()
        context.add_cookies(self.cookies)
        try:
            yield context.new_page()
        finally:
            context.close()


def first_visit(page: Page, url: str, budget: Budget, status: int) -> Iterator[str]:
    answers: list[Response] = []
    said: list[str] = []
    page.add_init_script(LISTEN)
    page.on("response", lambda answer: answers.append(answer))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(f"script failed: {error}"))
    first = page.goto(url, wait_until="load")
    if first is None or first.status != status:
        yield f"answered {first and first.status}, expected {status}"
    yield from (words for words in said if re.search("Content Security Policy|CSP|script failed", words))
    host = urlsplit(url).netloc
    yield from (f"asked {answer.url}" for answer in answers if urlsplit(answer.url).netloc != host)
    yield from within(budget, answers)


def accessible(page: Page) -> Iterator[str]:
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text())
    for broken in page.evaluate(ASK_AXE, RULES)["violations"]:
        where = "; ".join(str(node["target"][0]) for node in broken["nodes"][:4])
        why = (broken["nodes"][0].get("failureSummary") or "").replace("\n", " ")[:200]
        yield f"axe {broken['id']} at {where}: {why}"


def within(budget: Budget, answers: Sequence[Response]) -> Iterator[str]:
    sizes = {answer.url: size_of(answer) for answer in answers}
    script = sum(size for url, size in sizes.items() if urlsplit(url).path.endswith(".js"))
    if len(answers) > budget.requests:
        yield f"{len(answers)} requests, {budget.requests} allowed"
    if sum(sizes.values()) > budget.total:
        yield f"{sum(sizes.values()):,} bytes, {budget.total:,} allowed: {sizes}"
    if script > budget.script:
        yield f"{script:,} bytes of script, {budget.script:,} allowed"


def size_of(answer: Response) -> int:
    """As gzip would leave it, whether or not this server packs: the one in front of it does."""
    return 0 if 300 <= answer.status < 400 else len(gzip.compress(answer.body(), 6))


def name_of(url: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", urlsplit(url).path.lower()).strip("-") or "home"


@contextmanager
def looking(folder: Path | None = None, cookies: Sequence[Any] = ()) -> Iterator[Looker]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        try:
            yield Looker(browser, folder, cookies)
        finally:
            browser.close()


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("base")
    ask.add_argument("paths", nargs="+")
    ask.add_argument("--out", type=Path, help="a folder for the pictures")
    ask.add_argument("--staff", action="store_true", help="the budget of a staff page")
    ask.add_argument("--status", type=int, default=200, help="the answer that is expected")
    ask.add_argument("--cookie", action="append", default=[], metavar="NAME=VALUE")
    told = ask.parse_args()
    cookies = [dict(zip(("name", "value"), one.split("=", 1), strict=True), url=told.base) for one in told.cookie]
    budget = STAFF if told.staff else PUBLIC
    with looking(told.out, cookies) as look:
        seen = (look.at(told.base + path, budget=budget, status=told.status) for path in told.paths)
        faults = [fault for page in seen for fault in page]
    sys.stdout.write("".join(f"{fault}\n" for fault in faults) or "nothing wrong\n")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
