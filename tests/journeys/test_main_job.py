"""The main job, from a first question to a certificate that anybody can check."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

import pytest

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
    ada.go("/certification/applications/new/")
    ada.press("Begin")
    found = re.search(r"CERT-\w{4}-\w{4}", ada.path())
    assert found
    ada.press("Kinds of certificate")
    ada.choose("Woman-owned")
    ada.choose("Veteran-owned")
    ada.press("Save and go on")
    return found[0]
