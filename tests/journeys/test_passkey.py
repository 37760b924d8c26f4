"""A passkey is added and signs her in: a real ceremony, with the browser's own virtual device."""

from __future__ import annotations

import dataclasses
import secrets

from tests.journeys import applicant
from tests.journeys.conftest import Walk
from tests.journeys.office import Office
from tests.journeys.walker import Walker
from tests.look import DESK_TOP, View

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_she_adds_a_passkey_and_signs_in_with_it(office: Office, walk: Walk) -> None:
    address = f"ada.{secrets.token_hex(4)}@example.org"
    with walk(View("1280-light", DESK_TOP)) as ada:
        ada.address = by_name(office)
        device(ada)
        applicant.sign_up(ada, dataclasses.replace(office, address=ada.address), address)
        ada.go("/account/2fa/webauthn/add/")
        ada.fill("Password", applicant.PASSWORD)
        ada.press("Go on")
        ada.press("Add it")
        ada.page.wait_for_url(lambda url: "/add/" not in url)
        ada.go("/account/2fa/")
        ada.reads("1 added")
        ada.go("/account/logout/")
        ada.press("Sign out")
        ada.go("/account/login/")
        ada.press("Sign in with a passkey")
        ada.page.wait_for_url("**/account/")
        ada.reads(address)


def by_name(office: Office) -> str:
    """A passkey belongs to a name; an IP address is none."""
    return office.address.replace("127.0.0.1", "localhost")


def device(ada: Walker) -> None:
    browser = ada.page.context.new_cdp_session(ada.page)
    browser.send("WebAuthn.enable")
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
