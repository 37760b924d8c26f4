"""A form of this site is accepted from every browser, one of another site from none."""

from __future__ import annotations

import pytest
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory

from opensdo.privacy.data.purposes import Login
from tests.processes import Process

HERE, THERE = "same-origin", "cross-site"


@pytest.mark.parametrize(
    ("headers", "with_token", "accepted"),
    [
        ({"Origin": "null", "Sec-Fetch-Site": HERE}, True, True),
        ({"Origin": "null", "Sec-Fetch-Site": HERE}, False, False),
        ({"Origin": "null", "Sec-Fetch-Site": THERE}, True, False),
        ({"Origin": "null"}, True, True),
        ({"Origin": "null"}, False, False),
        ({"Origin": "https://elsewhere.example"}, True, False),
        ({"Origin": "http://testserver"}, True, True),
    ],
)
def test_where_a_form_stood(db: None, headers: dict[str, str], with_token: bool, accepted: bool) -> None:
    browser: Client = Process(Login.PUBLIC)
    browser.handler.enforce_csrf_checks = True
    request = RequestFactory().get("/")
    token = get_token(request)
    browser.cookies["site-csrf"] = request.META["CSRF_COOKIE"]
    answer = browser.post(
        "/certification/check/", {"csrfmiddlewaretoken": token} if with_token else {}, headers=headers
    )
    assert (answer.status_code != 403) is accepted
