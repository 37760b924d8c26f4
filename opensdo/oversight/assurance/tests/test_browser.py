"""The browser of the controls reads the pages as a visitor does."""

from __future__ import annotations

import pytest
from django.test import override_settings

from opensdo.oversight.assurance import browser


@pytest.mark.django_db
@override_settings(TLS=True, SECURE_SSL_REDIRECT=True)
def test_it_reads_the_pages_of_an_office_that_requires_tls(policy: object) -> None:
    assert browser.look("/about/").status == 200
