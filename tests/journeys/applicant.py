"""What Ada does: answers the check, opens an account, applies, answers a question, looks at what happened."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from opensdo.papers.documents.tests import files
from tests.journeys.office import Office
from tests.journeys.walker import Walker

PASSWORD = "four words nobody guesses"
SSN = "123-45-6789"


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
    owner(ada, case, "Ada Marlowe", "66.5", ("Woman-owned", "Veteran-owned"), SSN)
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


def answer(ada: Walker, office: Office, case: str, address: str, folder: Path) -> None:
    """The letter says what, why and until when; the page takes the paper."""
    letter = office.letter_to(address, containing="lease for the shop")
    assert "It shows that the shop is yours" in letter
    assert SSN not in letter
    ada.go(f"/certification/applications/{case}/")
    ada.reads("lease for the shop", "It shows that the shop is yours")
    scan = folder / "lease.pdf"
    scan.write_bytes(files.pdf())
    ada.page.locator("main input[type=file]").set_input_files(scan)
    ada.press("Send")


def see_who_looked(ada: Walker, case: str, reason: str) -> None:
    ada.go(f"/certification/applications/{case}/looks/")
    ada.reads("Rosa Medeiros", reason, "Social Security number")


def certified(ada: Walker, office: Office, case: str, address: str) -> list[str]:
    office.letter_to(address, containing="Our decision is in the letter")
    ada.go(f"/certification/applications/{case}/")
    ada.reads("Certified")
    links = ada.page.locator("main a[href*='/certification/certificates/']").all()
    return sorted(
        {str(link.get_attribute("href")) for link in links if not str(link.get_attribute("href")).endswith("pdf")}
    )
