"""Read a page as a browser would: what it loads, where it leads, what it asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

LOADS = {
    ("script", "src"),
    ("img", "src"),
    ("img", "srcset"),
    ("source", "src"),
    ("source", "srcset"),
    ("iframe", "src"),
    ("embed", "src"),
    ("object", "data"),
    ("audio", "src"),
    ("video", "src"),
    ("video", "poster"),
    ("track", "src"),
    ("input", "src"),
    ("use", "href"),
    ("image", "href"),
    ("form", "action"),
    ("button", "formaction"),
    ("body", "background"),
}
LINKED = {"stylesheet", "icon", "preload", "prefetch", "preconnect", "dns-prefetch", "modulepreload", "manifest"}
PARTS = {"why", "who", "public", "policy"}  # of a collection notice
FREE = {"hidden", "submit", "button", "reset", "image"}  # inputs that nobody types into


@dataclass
class Link:
    url: str
    classes: set[str]
    words: str = ""


@dataclass
class Form:
    method: str
    keeps_nothing: bool
    described_by: set[str]
    fields: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)  # notices that stand inside


@dataclass
class Notice:
    """A collection notice, with the policy it speaks of and which of its parts have words."""

    id: str
    policy: str
    parts: set[str] = field(default_factory=set)


@dataclass
class Page:
    path: str
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, bool] = field(default_factory=dict)  # name: does it outlive the browser's session?
    loads: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    notices: dict[str, Notice] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    headings: int = 0
    title: str = ""
    language: str = ""
    words: str = ""

    @property
    def outside(self) -> list[Link]:
        return [link for link in self.links if elsewhere(link.url)]


def elsewhere(url: str) -> bool:
    """Does it name another host? Our pages link to themselves without one."""
    parts = urlsplit(url.strip())
    return bool(parts.netloc) or (parts.scheme not in ("", "mailto", "tel", "data"))


def host(url: str) -> str:
    return (urlsplit(url.strip()).hostname or "").removeprefix("www.")


class Reader(HTMLParser):
    """Fills a page. Tolerant, as browsers are: nothing here raises on bad markup."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.open_link: Link | None = None
        self.open_form: Form | None = None
        self.notice: Notice | None = None
        self.part = ""
        self.in_title = False
        self.hushed = 0
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._loads(tag, given)
        if "id" in given:
            self.page.ids.add(given["id"])
        if tag == "a" and "href" in given:
            self.open_link = Link(given["href"], set(given.get("class", "").split()))
            self.page.links.append(self.open_link)
        elif tag == "h1":
            self.page.headings += 1
        elif tag == "html":
            self.page.language = given.get("lang", "")
        elif tag == "title":
            self.in_title = True
        elif tag in ("script", "style"):
            self.hushed += 1
        self._form(tag, given)
        self._notice(given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.open_link = None
        elif tag == "form":
            self.open_form = None
        elif tag == "title":
            self.in_title = False
        elif tag in ("script", "style"):
            self.hushed = max(0, self.hushed - 1)
        elif tag == "aside":
            self.notice = None
        elif tag in ("p", "dd", "li"):
            self.part = ""

    def handle_data(self, data: str) -> None:
        if self.in_title:
            self.page.title += data
        elif not self.hushed:
            self.text.append(data)
        if self.open_link:
            self.open_link.words += data
        if self.notice and self.part and data.strip():
            self.notice.parts.add(self.part)

    def close(self) -> None:
        super().close()
        self.page.words = " ".join(" ".join(self.text).split())

    def _loads(self, tag: str, given: dict[str, str]) -> None:
        for name, value in given.items():
            if (tag, name) in LOADS:
                parts = value.split(",") if name == "srcset" else [value]
                self.page.loads += [part.split()[0] for part in parts if part.split()]
        if tag == "link" and set(given.get("rel", "").lower().split()) & LINKED:
            self.page.loads.append(given.get("href", ""))
        if tag == "meta" and given.get("http-equiv", "").lower() == "refresh" and "=" in given.get("content", ""):
            self.page.loads.append(given["content"].partition("=")[2])

    def _form(self, tag: str, given: dict[str, str]) -> None:
        if tag == "form":
            described = set(given.get("aria-describedby", "").split())
            keeps_nothing = given.get("data-keeps") == "nothing"
            self.open_form = Form(given.get("method", "get").lower(), keeps_nothing, described)
            self.page.forms.append(self.open_form)
        elif self.open_form and tag in ("input", "select", "textarea"):
            self._field(self.open_form, given)

    def _field(self, form: Form, given: dict[str, str]) -> None:
        if given.get("name") and given.get("type", "text").lower() not in FREE:
            form.fields.append(given["name"])

    def _notice(self, given: dict[str, str]) -> None:
        if "data-notice" in given:
            self.notice = Notice(given.get("id", ""), given["data-notice"])
            self.page.notices[self.notice.id] = self.notice
            if self.open_form:
                self.open_form.notices.append(self.notice.id)
        if self.notice and "data-part" in given:
            self.part = given["data-part"]


def read(page: Page, html: str) -> Page:
    reader = Reader(page)
    reader.feed(html)
    reader.close()
    return page


def asked(pages: list[Page]) -> Iterator[tuple[Page, Form]]:
    """Every form that keeps what is typed into it."""
    for page in pages:
        for form in page.forms:
            if form.method == "post" and form.fields and not form.keeps_nothing:
                yield page, form


def told(page: Page, form: Form) -> bool:
    """Does a whole collection notice stand inside the form, or is one named by it?"""
    named = (page.notices.get(name) for name in {*form.notices, *form.described_by})
    return any(notice is not None and notice.policy and notice.parts >= PARTS for notice in named)
