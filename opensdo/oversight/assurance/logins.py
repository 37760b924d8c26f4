"""Be another kind of the office's processes for a while: an operator's process reads what a visitor may not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache

from django.conf import settings
from django.db import connections
from django.test import override_settings

from opensdo.parties.accounts.sessions import begin
from opensdo.privacy.data.acting import holding
from opensdo.privacy.data.purposes import Login


@contextmanager
def as_login(login: Login) -> Iterator[None]:
    """From here the database sees the login of that process, with its own password, on connections of its own."""
    with ExitStack() as undone:
        undone.enter_context(override_settings(LOGIN=login))
        for alias in {"default", settings.REVEAL_DATABASE}:
            undone.enter_context(_connected_as(login, alias))
        with holding(cache(begin)):
            yield


@contextmanager
def _connected_as(login: Login, alias: str) -> Iterator[None]:
    """Where the tests have one connection that can be anybody, it stays."""
    mine = connections[alias]
    if mine.settings_dict["USER"] not in set(Login) - {login}:
        yield
        return
    theirs = mine.copy()
    passfile = {"passfile": str(settings.SERVER.passfile(login))}
    theirs.settings_dict |= {"USER": str(login), "OPTIONS": passfile}
    connections[alias] = theirs
    try:
        yield
    finally:
        theirs.close()
        connections[alias] = mine
