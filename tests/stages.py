"""Databases that a run makes once and many tests begin from: Ada's draft, and what she sent.

Filling an application takes a third of a second, and a hundred tests need one. Each test still works in a transaction
of its own, on a connection to the database of its stage.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Final

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from opensdo.oversight.assurance import cast as applying
from opensdo.parties.accounts.models import User
from opensdo.privacy.data.purposes import PURPOSES, Login
from opensdo.privacy.ledger.publishing import publish
from opensdo.privacy.policy import actions
from opensdo.privacy.policy.models import Version
from opensdo.privacy.policy.queries import SHIPPED
from opensdo.programs.certification.models import Application
from tests import databases
from tests.processes import logged_in

ADA: Final = "ada@example.org"


class Stages:
    """The connections of one run, opened when the first test asks."""

    def __init__(self) -> None:
        self.open, self.kept = ExitStack(), dict[str, BaseDatabaseWrapper]()
        self.names: dict[str, str] = {}

    @contextmanager
    def on(self, stage: str) -> Iterator[None]:
        plain = connections["default"]
        connections["default"] = self._connection(stage)
        try:
            yield
        finally:
            connections["default"] = plain

    def close(self) -> None:
        for kept in self.kept.values():
            kept.close()
        self.open.close()

    def _connection(self, stage: str) -> BaseDatabaseWrapper:
        if stage not in self.kept:
            self.kept[stage] = self._make(stage)
        return self.kept[stage]

    def _make(self, stage: str) -> BaseDatabaseWrapper:
        if stage == "submitted":
            self._connection("draft").close()  # a database that is copied has no guests
        name = self.names[stage] = self.open.enter_context(databases.clone(self.names.get("draft")))
        made = connections.create_connection("default")
        made.settings_dict = {**made.settings_dict, "NAME": name}
        plain = connections["default"]
        connections["default"] = made
        try:
            write_draft() if stage == "draft" else send_draft()
        finally:
            connections["default"] = plain
        return made


def first_policy() -> Version:
    """Allows every purpose there is."""
    now = timezone.now()
    purposes = [purpose.code for purpose in PURPOSES]
    return actions.post(SHIPPED.read_text(), now.date(), purposes=purposes, by="test", at=now)


def write_draft() -> None:
    first_policy()
    ada = User.objects.create_user(ADA)
    with logged_in(Login.PUBLIC):
        applying.fill(applying.begin(ada, timezone.now()), by=ada, at=timezone.now())


def send_draft() -> None:
    publish(timezone.now())
    ada, draft = User.objects.get(email=ADA), Application.objects.get()
    with logged_in(Login.PUBLIC):
        applying.submit(draft, by=ada, at=timezone.now())
