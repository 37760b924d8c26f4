"""Requests that no honest browser sends: told what is wrong with them, never a failure."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.test import RequestFactory

from opensdo.parties.accounts.models import User
from opensdo.privacy.policy.models import Version
from opensdo.programs.certification.models import Application
from opensdo.web.wsgi import Door
from tests.processes import Process

CHECK = "/certification/check/"
CODECS = ("hex", "rot13", "zlib", "idna", "unicode_escape", "utf-16", "utf-7", "latin-1", "undefined")


@pytest.mark.parametrize("codec", CODECS)
def test_a_request_in_another_code_than_utf8_is_refused(policy: Version, codec: str) -> None:
    """Through the door itself: what such a request does, it does before any page is asked."""
    for method, kind in (
        ("GET", "text/plain"),
        ("POST", "application/x-www-form-urlencoded"),
        ("POST", "multipart/form-data; boundary=X"),
    ):
        said = {"REQUEST_METHOD": method, "QUERY_STRING": "q=%5Cud800", "CONTENT_LENGTH": "12"}
        asked = RequestFactory()._base_environ(PATH_INFO=CHECK, CONTENT_TYPE=f"{kind}; charset={codec}", **said)  # type: ignore[attr-defined]
        told: list[str] = []
        answer = Door()(
            asked | {"wsgi.input": BytesIO(b"step=%5Cud80")}, lambda status, _, told=told: told.append(status)
        )
        body = b"".join(answer)
        assert told == ["400 Bad Request"]
        assert "We could not read that" in body.decode()


@pytest.mark.parametrize("page", ["/certification/", "/account/"])
def test_the_address_of_a_button_is_a_page_too(site: Process, ada: User, policy: Version, page: str) -> None:
    answer = site.put(page)
    if answer.status_code == 405:
        assert "belongs to a button" in answer.content.decode()
        assert "GET" in answer["Allow"]


def test_too_much_text_is_called_too_much(site: Process, policy: Version) -> None:
    answer = site.post(CHECK, {"step": "0", "x": "a" * 3_000_000}, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (413, 422)
    answer = site.post(CHECK, b"x=" + b"a" * 3_000_000, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert "That is too big" in answer.content.decode()


def test_a_page_that_was_open_before_signing_in_again_comes_back_as_it_was(
    site: Process, ada: User, draft: Application
) -> None:
    """Signing in gives forms a new secret; the page of before has the old one."""
    site.sign_in(ada)
    page = f"/certification/applications/{draft.reference}/answers/contact/"
    site.get(page)
    site.handler.enforce_csrf_checks = True
    typed = {"contact_name": "Ada M.", "phone": "not yet known", "csrfmiddlewaretoken": "a" * 64}
    answer = site.post(page, typed, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer["Location"] == page
    shown = site.get(page).content.decode()
    assert 'value="not yet known"' in shown
    assert "not saved yet" in shown


def test_a_form_on_another_site_fills_in_nothing(site: Process, ada: User, draft: Application) -> None:
    site.sign_in(ada)
    page = f"/certification/applications/{draft.reference}/answers/contact/"
    site.get(page)
    site.handler.enforce_csrf_checks = True
    for said in ({"Sec-Fetch-Site": "cross-site"}, {}):
        assert site.post(page, {"contact_name": "Mallory"}, headers=said).status_code == 403
    assert "Mallory" not in site.get(page).content.decode()
