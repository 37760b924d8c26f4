"""The parts of the look, drawn with invented answers and looked at in a real browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.template import RequestContext, Template
from django.test import RequestFactory
from django.utils import timezone

from opensdo.kit import forms
from opensdo.law.calendar import calendar
from opensdo.law.clocks import Clock
from opensdo.law.office import office
from opensdo.law.parameters import Unit
from opensdo.papers.questions.listing import Line
from opensdo.papers.questions.notices import Notice
from opensdo.privacy.data.declare import Audience
from opensdo.privacy.data.purposes import CERTIFY
from opensdo.privacy.data.retention import KEEPS
from opensdo.web.menu import Item
from opensdo.web.proof import Proof
from tests.look import PUBLIC, STAFF, looking

PICTURES = Path(os.environ["OPENSDO_PICTURES"]) if "OPENSDO_PICTURES" in os.environ else None
SPECIMENS = Path(__file__).parent / "specimens"
CSS = Path(__file__).parents[1] / "opensdo" / "web" / "static"


class Share(forms.Page):
    share = forms.Share(label="Share today", help_text="Count only what she owns herself.")
    since = forms.Day(label="Since when has it been this much?", help_text="For example, June 15 2018.")
    price = forms.Money(label="What did she pay?", required=False)
    kind = forms.One(label="How did she come to own it?", choices=[("f", "She founded it"), ("b", "She bought it")])
    group = forms.Some(label="What does the shop do?", choices=[("w", "Welding"), ("s", "Steel")], required=False)
    how = forms.Text(label="In your own words", help_text="A sentence or two.", required=False)
    true = forms.Tick(label="I may speak for the business")


@dataclass
class Thing:
    """Whatever a part wants to read."""

    def __init__(self, **facts: Any) -> None:
        self.__dict__ |= facts


def around_the_page() -> dict[str, Any]:
    now = timezone.now()
    return {
        "office": office(),
        "proof": Proof(4, date(2026, 7, 1), "1204 · 7f3a 91c0 4be2", "/privacy/", now),
        "menu": [Item("Find a business", "/a/"), Item("Privacy", "/b/", current="page"), Item("Sign in", "/c/", True)],
        "foot_menu": [Item("Contact", "/d/")],
        "request": RequestFactory().get("/", {"q": "steel"}),
        "purpose": CERTIFY,
    }


def on_the_page() -> dict[str, Any]:
    today = date(2026, 11, 23)
    wrong = {"share": "two thirds", "since_month": "6", "since_day": "15", "since_year": "18"}
    clock = Clock(started=date(2026, 11, 14), limit=10, unit=Unit.BUSINESS_DAYS, calendar=calendar(office().zone))
    return {
        "crumbs": [("Your application", "/")],
        "form": Share(wrong),
        "notice": Notice(
            why="At least 51 percent must belong to people the program is for.",
            cites="425 CMR 2.02",
            seen="Only the people who need it to decide a certification.",
            public=(("Yes, if someone asks for the record", "Share"), ("No. We would black it out", "Price")),
            keep=(KEEPS["certification file"].words,),
            clauses=("collection-notice",),
        ),
        "clock": clock,
        "today": today,
        "steps": [
            Thing(label="Received", when="14 November", state="done"),
            Thing(label="We read it", when="Now", state="now"),
            Thing(label="You get an answer"),
        ],
        "tasks": [
            Thing(label="Name and address", url="/", state="done"),
            Thing(label="Owners", url="/", state="begun", hint="One answer needs a second look"),
            Thing(label="Papers", url="/", state="open"),
            Thing(label="Send it", state="later"),
        ],
    }


def kept_on_the_page() -> dict[str, Any]:
    return {
        "lines": [
            Line("Owner", "Ada Marlowe", Audience.RELEASABLE, change="/"),
            Line("Home address", "Given on 20 November", Audience.PRIVATE, change="/"),
            Line("Social Security number", "•••", Audience.SEALED, change="/"),
        ],
        "counts": {"yes": 1, "no": 1, "seal": 1},
        "slip": Thing(reference="CERT-7Q4M-2K9D", facts=[("Sent by", "Ada Marlowe")], fine="Keep this page."),
        "job": Thing(done=140, total=212, note="Rita reads them."),
        "facets": [
            Thing(
                name="kind",
                label="Kind of case",
                options=[
                    Thing(value="a", label="New application", count=6, chosen=True),
                    Thing(value="b", label="Renewal", count=3, chosen=False),
                ],
            )
        ],
        "chips": [("New application", "/")],
        "clear": "/",
        "pages": Paginator(range(100), 10).page(3),
    }


def drawn(specimen: Path, shown: dict[str, Any]) -> str:
    context = RequestContext(shown["request"])
    context.push(**shown)  # above what the office itself puts into every page
    return str(Template(specimen.read_text()).render(context))


@pytest.fixture
def specimens(tmp_path: Path) -> Iterator[str]:
    """Served from a folder of its own, so that the browser asks and measures as it would in the office."""
    shown = around_the_page() | on_the_page() | kept_on_the_page()
    (tmp_path / "static").mkdir()
    for file in CSS.glob("*.*"):
        (tmp_path / "static" / file.name).write_bytes(file.read_bytes())
    for specimen in SPECIMENS.glob("*.html"):
        (tmp_path / specimen.name).write_text(drawn(specimen, shown))
    handler = partial(QuietHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.journey
def test_every_part_can_be_used_by_everyone(specimens: str) -> None:
    with looking(PICTURES) as look:
        faults = [
            *look.at(f"{specimens}/question.html", budget=PUBLIC),
            *look.at(f"{specimens}/case.html", budget=PUBLIC),
            *look.at(f"{specimens}/queue.html", budget=STAFF),
        ]
    assert not faults, "\n".join(map(str, faults))


@pytest.mark.journey
def test_the_looking_sees_what_is_wrong(specimens: str, tmp_path: Path) -> None:
    """A page with every kind of fault: if this passes quietly, the test above proves nothing."""
    (tmp_path / "bad.html").write_text(
        '<!doctype html><html lang="en"><head><title>Bad</title><script src="/big.js"></script></head><body><main>'
        '<h1>Bad</h1><input name="q"><div><img src="http://elsewhere.invalid/x.png" alt=""></div>'
        f"<p><nobr>{'wide ' * 200}</nobr></p></main></body></html>"
    )
    (tmp_path / "big.js").write_text("".join(f"var v{n}={hash(str(n))};" for n in range(2000)))
    with looking() as look:
        said = "\n".join(map(str, look.at(f"{specimens}/bad.html")))
    for fault in ("axe label", "scrolls sideways", "bytes of script"):
        assert fault in said


@pytest.mark.journey
def test_the_first_mistake_has_the_keyboard_without_script(specimens: str) -> None:
    with looking() as look:
        page = look.browser.new_context(java_script_enabled=False).new_page()
        page.goto(f"{specimens}/question.html")
        assert page.title().startswith("Error: ")
        assert page.locator(".problem:focus").count() == 1
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.locator("#id_share:focus").count() == 1
        page.get_by_role("link", name="The year must have 4 digits").click()
        assert page.locator("#id_since_2:focus").count() == 1
