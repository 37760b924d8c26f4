"""The control of the one-click sign-in holds, and sees when the rule is left out."""

from __future__ import annotations

import pytest
from django.db import connection

from demo import access
from demo.controls import FROM_ELSEWHERE, anybody_may, nobody_signs_in_by_one_click_from_elsewhere


@pytest.mark.django_db
def test_it_holds_and_catches_its_own_sabotage() -> None:
    with connection.cursor() as cursor:
        found = nobody_signs_in_by_one_click_from_elsewhere(cursor)
        assert found.holds, found.staff
        assert found.examined == len(FROM_ELSEWHERE)
        with anybody_may():
            assert not nobody_signs_in_by_one_click_from_elsewhere(cursor).holds


@pytest.mark.django_db
def test_it_catches_a_rule_that_forgets_the_headers_of_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "FORWARDED", access.LOCAL)
    with connection.cursor() as cursor:
        assert not nobody_signs_in_by_one_click_from_elsewhere(cursor).holds
