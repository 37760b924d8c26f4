"""The main job, from a first question to a certificate that anybody can check."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from pathlib import Path

import pytest

from opensdo.papers.documents.tests import files
from tests.journeys.conftest import Walk
from tests.journeys.office import Office
from tests.journeys.walker import Walker
from tests.look import DESK_TOP, PHONE, View

PASSWORD = "four words nobody guesses"
WAYS = [
    pytest.param(View("1280-light", DESK_TOP), True, id="wide-light-script"),
    pytest.param(View("320-dark", PHONE, dark=True), False, id="phone-dark-no-script"),
]


@pytest.mark.parametrize(("view", "script"), WAYS)
def test_from_the_first_question_to_the_certificate(
    office: Office, walk: Walk, tmp_path: Path, view: View, script: bool
) -> None:
    address = f"ada.{secrets.token_hex(4)}@example.org"
    firm = f"Ada Ironworks {secrets.token_hex(3)} LLC"
    with walk(view, script=script) as ada:
        answer_the_check(ada)
        sign_up(ada, office, address)
        reference = apply(ada, firm, tmp_path)
    assert reference


def answer_the_check(ada: Walker) -> None:
    """Seven questions without an account; she takes her answers along."""
    ada.go("/certification/")
    ada.press("Check if you can be certified")
    for _ in range(12):
        if not ada.page.locator("main fieldset").count():
            break
        ada.page.locator("main fieldset input").first.check()
        ada.press("Continue")
    ada.reads("425 CMR")


def sign_up(ada: Walker, office: Office, address: str) -> None:
    ada.go("/account/signup/")
    ada.fill("E-mail address", address)
    ada.fill("Password", PASSWORD)
    ada.press("Open the account")
    ada.fill("Code", office.code_for(address))
    ada.press("Continue")


def apply(ada: Walker, firm: str, folder: Path) -> str:
    """Every section of the list, one thing on a page; she stops once, and comes back."""
    ada.go("/certification/applications/new/")
    ada.press("Begin")
    found = re.search(r"CERT-\w{4}-\w{4}", ada.path())
    assert found
    case = f"/certification/applications/{found[0]}/"
    for words, fill_in in SECTIONS.items():
        ada.go(case)
        ada.press(words)
        fill_in(ada)
        ada.press("Save and go to the list")
    ada.go(f"{case}answers/name/")
    ada.fill("Legal name", firm)
    ada.press("Save and go to the list")
    codes(ada, case)
    owner(ada, case, "Ada Marlowe", "66.5", ("Woman-owned", "Veteran-owned"), "123-45-6789")
    owner(ada, case, "Ben Okafor", "33,5 %", (), "234 56 7891")
    papers(ada, case, folder)
    send(ada, case)
    return found[0]


def kinds(ada: Walker) -> None:
    ada.choose("Woman-owned")
    ada.choose("Veteran-owned")


def form(ada: Walker) -> None:
    ada.choose("LLC")
    for box, value in (("Month", "4"), ("Day", "12"), ("Year", "2018")):
        ada.fill(box, value)


def place(ada: Walker) -> None:
    for box, value in (("Street", "18 Forge Lane"), ("City", "Worcester"), ("State", "ma"), ("ZIP", "01608")):
        ada.fill(box, value)


def contact(ada: Walker) -> None:
    ada.fill("Name", "Ada Marlowe")
    ada.fill("Telephone", "508 555 0142")


def decisions(ada: Walker) -> None:
    for box in ("Who decides about large", "Who hires", "Who leads"):
        ada.fill(box, "Ada Marlowe")
    ada.choose("No")


SECTIONS: dict[str, Callable[[Walker], None]] = {
    "Kinds of certificate": kinds,
    "Name": lambda ada: ada.fill("Legal name", "To be named"),
    "Legal form and age": form,
    "Address": place,
    "Who to talk to": contact,
    "Tax number": lambda ada: ada.fill("Employer Identification Number", "04-3211234"),
    "What the business sells": lambda ada: ada.fill("In your own words", "Steel stairs and railings, made by us."),
    "Who decides what": decisions,
    "Ties to other businesses": lambda ada: ada.choose("No"),
}


def codes(ada: Walker, case: str) -> None:
    ada.go(f"{case}sells/")
    ada.fill("Word or number", "332323")
    ada.press("Search")
    ada.press("Choose")


def owner(ada: Walker, case: str, name: str, share: str, counts_toward: tuple[str, ...], number: str) -> None:
    ada.go(f"{case}owners/")
    ada.press("Add an owner" if name == "Ada Marlowe" else "Add another")
    ada.fill("Full name", name)
    ada.choose("Yes")
    ada.choose("U.S. citizen")
    ada.fill("Home address", "1 Forge Lane, Worcester, MA 01608")
    ada.press("Save and go on")
    ada.fill("Share", share.replace(",", "."))
    ada.fill("Month", "6")
    ada.fill("Day", "1")
    ada.fill("Year", "2018")
    ada.press("Save and go on")
    for words in counts_toward:
        ada.choose(words)
    ada.press("Save and go on")
    ada.fill("Social Security number", number)
    ada.press("Save and go on")
    assert number not in ada.page.content()


def papers(ada: Walker, case: str, folder: Path) -> None:
    """One file for each paper that is asked for; the list says which."""
    scan = folder / "a scan of it.pdf"
    scan.write_bytes(files.pdf())
    ada.go(case)
    asked = ada.page.locator(".tasks li", has_text="Not started").locator("a[href*='/papers/']")
    for address in [str(link.get_attribute("href")) for link in asked.all()]:
        ada.go(address)
        ada.page.locator("main input[type=file]").set_input_files(scan)
        ada.press("Send this file")


def send(ada: Walker, case: str) -> None:
    ada.go(case)
    ada.press("Check your answers and send")
    ada.reads("Could become public", "Stays private", "Sealed")
    ada.page.locator("main input[type=checkbox]").first.check()
    ada.press("Send application")
    ada.reads("policy", "Your reference")
