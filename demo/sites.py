"""Be one kind of the office's processes for a while: the seed is all of them in turn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.conf import settings
from django.db import connections
from django.test.utils import override_settings

from opensdo.parties.accounts.sessions import begin
from opensdo.privacy.data.acting import holding
from opensdo.privacy.data.purposes import Login


@contextmanager
def at_site(login: Login) -> Iterator[None]:
    """From here the database sees the login of that process, with its own password."""
    told = [connections[name].settings_dict for name in {"default", settings.REVEAL_DATABASE}]
    before = [dict(each) for each in told]
    connections.close_all()
    for each in told:
        each.update({"USER": str(login), "OPTIONS": {"passfile": str(settings.SERVER.passfile(login))}})
    try:
        with override_settings(LOGIN=login), holding(cache(begin)):
            yield
    finally:
        connections.close_all()
        for each, was in zip(told, before, strict=True):
            each.clear()
            each.update(was)
