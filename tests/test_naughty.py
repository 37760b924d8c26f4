"""Whatever is typed, sent or asked, at every form and address of both sites: an answer, and never a failure.

Forms are found by following the links of the pages as the right person. What a form does is undone after each try.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from itertools import cycle, islice
from typing import Any, Final
from urllib.parse import quote_from_bytes, urldefrag, urljoin, urlsplit

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from opensdo.parties.accounts.models import User
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import ALLOT, Login
from opensdo.programs.certification.actions import reviewing
from opensdo.programs.certification.models import Application
from tests.house.addresses import site
from tests.processes import Process, logged_in
from tests.realdata import naughty_strings

pytestmark = pytest.mark.whole
MARK: Final = "<script>alert('mark')</script>"
TYPED: Final[Sequence[str]] = (
    "",
    " \u200b\u3164",
    "x" * 10_000,
    "\0",
    "\x07\x1b[31m\x7f",
    "\ud800",
    "\u202etxet \u200fدر\u200d",
    MARK,
    "' OR 1=1; DROP TABLE businesses_business; --",
    "%s%n{0}{{ 7 * 7 }}{% debug %}${jndi:x}",
    "NaN",
    "-1",
    "9" * 400,
    "1e309",
    "31",
    "0",
    "99999",
    "no-such-choice",
    "\r\nSet-Cookie: a=b",
)
PARTS: Final = (
    "%00",
    "%FF%FE",
    "..%2F..%2Fetc%2Fpasswd",
    "'",
    "x" * 300,
    "%E2%80%AE",
    "CERT-2222-2222",
    "99999999999999999999",
)
METHODS: Final = ("HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "PURGE")
STEP: Final = 9  # a page has several boxes, and there are many pages: each text meets each kind of box
MOST_PAGES: Final = 120
HEALTH: Final = "healthz"  # says 503 of itself when the ledger has waited a minute, as in a test on a busy machine
URLENCODED: Final = "application/x-www-form-urlencoded"


@dataclass
class Form:
    page: str
    action: str
    method: str = "get"
    names: list[str] = field(default_factory=list)
    hidden: dict[str, str] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)

    @property
    def kind(self) -> tuple[Any, ...]:
        """Two forms of one kind differ in the record only."""
        shape = "/".join("#" if any(each.isdigit() for each in part) else part for part in self.action.split("/"))
        return (shape, self.method, *sorted({*self.names, *self.hidden}))


class Reader(HTMLParser):
    def __init__(self, page: str, text: str) -> None:
        super().__init__()
        self.page, self.links, self.forms, self.open = page, list[str](), list[Form](), list[Form]()
        self.feed(text)

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in pairs}
        if tag == "a" and "href" in given:
            self.links.append(self._here(given["href"]))
        if tag == "form":
            self.open = [Form(self.page, self._here(given.get("action", "")), given.get("method", "get").lower())]
            self.forms += self.open
        if tag in ("input", "textarea", "select", "button") and given.get("name") and self.open:
            self._ask(self.open[0], tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = []

    def _here(self, address: str) -> str:
        joined = urlsplit(urljoin(f"http://testserver{self.page}", urldefrag(address).url))
        return joined.path if joined.netloc == "testserver" else ""

    @staticmethod
    def _ask(form: Form, tag: str, given: dict[str, str]) -> None:
        name, kind = given["name"], given.get("type", "")
        if kind == "hidden" or tag == "button":
            form.hidden[name] = given.get("value", "")
        elif name not in form.names:
            form.names.append(name)
        if kind == "file":
            form.files.add(name)


def forms(asker: Process, *starts: str) -> list[Form]:
    """Every kind of form on the pages that links lead to, from these."""
    waiting, seen, found = list(starts), set(starts), dict[tuple[Any, ...], Form]()
    while waiting and len(seen) < MOST_PAGES:
        page = waiting.pop(0)
        answer = asker.get(page)
        assert answer.status_code < 500 or page.endswith(HEALTH), page
        if answer.status_code in (301, 302):
            read = Reader(page, f'<a href="{answer["Location"]}">')
        elif not answer["Content-Type"].startswith("text/html") or answer.streaming:
            continue
        else:
            read = Reader(page, answer.content.decode())
        for form in read.forms:
            found.setdefault(form.kind, form)
        fresh = [link for link in dict.fromkeys(read.links) if link and link not in seen and not link.endswith(".pdf")]
        seen.update(fresh)
        waiting += fresh
    return list(found.values())


def as_body(pairs: Sequence[tuple[str, str]]) -> bytes:
    """As a browser would send it, also where no browser would: half a character is sent as its bytes."""
    written = (f"{quote(name)}={quote(words)}" for name, words in pairs)
    return "&".join(written).encode()


def quote(words: str) -> str:
    return quote_from_bytes(words.encode(errors="surrogatepass"), safe="")


def tries(form: Form, first: int) -> Iterator[bytes]:
    """Some texts, others at the next form; without the hidden values, with each box twice, with nothing at all."""
    kept = list(form.hidden.items())
    for turn in range(first % STEP, len(TYPED), STEP):
        yield as_body([*kept, *zip(form.names, islice(cycle(TYPED), turn, None), strict=False)])
    hostile = [(name, MARK) for name in form.hidden]
    yield as_body([*hostile, *((name, "31") for name in form.names)])
    yield as_body([*kept, *kept, *((name, each) for name in form.names for each in ("a", "b"))])
    yield b""
    yield as_body([*kept, *((name, "y" * 1_000_000) for name in form.names[:1])])


def wrong(answer: Any, form: Form) -> str:
    """What is bad about an answer, in a word; "" if nothing is."""
    if answer.status_code >= 500:
        return f"answered {answer.status_code}"
    if answer.streaming or not answer["Content-Type"].startswith("text/html"):
        return ""
    page = answer.content.decode()
    if MARK in page:
        return "shows what was typed as a part of the page"
    if answer.status_code == 422 and not ("<title>Error: " in page and 'class="problem"' in page):
        return "refuses without saying so"
    return ""


def send(asker: Process, form: Form, body: bytes) -> Any:
    """And undo what came of it."""
    cache.clear()
    held = dict(asker.cookies)
    with transaction.atomic():
        if form.method == "post":
            answer = asker.post(form.action, body, content_type=URLENCODED)
        else:
            answer = asker.get(f"{form.action}?{body.decode()[:20_000]}")
        wrongness = wrong(answer, form)
        transaction.set_rollback(True)
    asker.cookies.clear()
    asker.cookies.update(held)
    return wrongness


def sweep(asker: Process, found: list[Form]) -> list[str]:
    assert found
    return [
        f"{form.method} {form.action} from {form.page} {said} to {body[:200]!r}"
        for number, form in enumerate(found)
        if "logout" not in form.action
        for body in tries(form, number)
        if (said := send(asker, form, body))
    ]


def plain(login: Login) -> list[str]:
    """Addresses with nothing to fill in."""
    return [found.path() for found in site(login) if not found.parts and "(" not in found.route]


def signed_in(login: Login, user: User | None) -> Process:
    asker = Process(login)
    asker.raise_request_exception = False
    if user:
        asker.sign_in(user)
    return asker


@pytest.fixture
def handed(submitted: Application, sol: User, rosa: User) -> Application:
    with logged_in(Login.STAFF), acting(sol, ALLOT):
        return reviewing.assign(submitted.pk, rosa.pk, by=sol, at=timezone.now())


def test_every_form_that_nobody_signed_in_sees(policy: object) -> None:
    asker = signed_in(Login.PUBLIC, None)
    assert sweep(asker, forms(asker, *plain(Login.PUBLIC))) == []


def test_every_form_of_a_draft(draft: Application, ada: User) -> None:
    asker = signed_in(Login.PUBLIC, ada)
    before = draft.business.legal_name
    assert sweep(asker, forms(asker, f"/certification/applications/{draft.reference}/")) == []
    draft.business.refresh_from_db()
    assert draft.business.legal_name == before


def test_every_form_of_what_was_sent(submitted: Application, ada: User) -> None:
    asker = signed_in(Login.PUBLIC, ada)
    assert sweep(asker, forms(asker, f"/certification/applications/{submitted.reference}/")) == []


@pytest.mark.parametrize("who", ["rosa", "sol"])
def test_every_form_at_the_desk(handed: Application, who: str, rosa: User, sol: User) -> None:
    asker = signed_in(Login.STAFF, {"rosa": rosa, "sol": sol}[who])
    assert sweep(asker, forms(asker, "/staff/", f"/staff/certification/{handed.reference}/", *plain(Login.STAFF))) == []


def test_a_file_for_a_text_and_a_text_for_a_file(draft: Application, ada: User) -> None:
    asker = signed_in(Login.PUBLIC, ada)
    for form in forms(asker, f"/certification/applications/{draft.reference}/"):
        if form.method == "post" and "logout" not in form.action:
            file = SimpleUploadedFile("\u202ea/..\\x\0.png", b"%PDF-1.7", "text/html")
            given = form.hidden | {name: "words" if name in form.files else file for name in form.names}
            with transaction.atomic():
                assert asker.post(form.action, given).status_code < 500, form
                transaction.set_rollback(True)


@pytest.mark.parametrize("login", [Login.PUBLIC, Login.STAFF])
def test_no_method_and_no_part_of_an_address_fails(login: Login, policy: object, eve: User, otto: User) -> None:
    asker = signed_in(login, otto if login is Login.STAFF else eve)
    failed = []
    for address in site(login):
        if "logout" in address.route or "(" in address.route or address.route.endswith(HEALTH):
            continue
        odd = [address.path(**dict.fromkeys(address.parts, part)) for part in PARTS] if address.parts else []
        asked = [(method, address.path()) for method in METHODS] + [("GET", path) for path in odd]
        for method, path in asked:
            status = asker.generic(method, path).status_code
            if status >= 500 or (method == "GET" and status == 200):
                failed.append(f"{method} {path} answered {status}")
    assert failed == []


def test_the_big_list_of_naughty_strings(draft: Application, ada: User) -> None:
    """All of them through the page that has the most boxes, and through the search."""
    asker = signed_in(Login.PUBLIC, ada)
    strings = naughty_strings()
    page = f"/certification/applications/{draft.reference}/answers/contact/"
    for start in range(0, len(strings), 4):
        names = ("contact_name", "phone", "email", "website")
        answer = asker.post(page, as_body(list(zip(names, strings[start:], strict=False))), content_type=URLENCODED)
        assert answer.status_code in (302, 422), strings[start : start + 4]
        if answer.status_code == 422:
            shown = answer.content.decode()
            assert all(escape(each.strip()) in shown for each in strings[start : start + 1] if each.isalnum())
    for words in strings[::STEP]:
        assert asker.get(f"/directory/?q={quote(words)}").status_code in (200, 422), words
