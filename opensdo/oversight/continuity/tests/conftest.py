"""One office with an application in it, and two backups of it: made once for every test of this room."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from opensdo.oversight.assurance import cast
from opensdo.oversight.continuity import actions, recipients
from opensdo.papers.documents.actions import inspecting
from opensdo.papers.documents.models import Document
from opensdo.parties.accounts.models import User
from opensdo.privacy.data.purposes import Login
from tests import databases
from tests.processes import logged_in
from tests.sealing import seal_at_least
from tests.stages import first_policy


@dataclass(frozen=True)
class Office:
    folder: Path
    database: str
    identity: Path
    keys: Path
    target: Path
    first: Path
    second: Path


@pytest.fixture(scope="package")
def backed_up(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Office]:
    with tempfile.TemporaryDirectory(prefix="backup", dir="/tmp") as made:
        folder = Path(made)
        folder.chmod(0o755)
        keys, target, identity = folder / "keys", folder / "target", folder / "safe" / "key.txt"
        shutil.copytree(settings.KEYRING_FOLDER, keys)
        target.mkdir()
        identity.parent.mkdir()
        with (
            django_db_blocker.unblock(),
            override_settings(KEYRING_FOLDER=keys, FILES_FOLDER=folder / "files", HOME=folder),
            databases.clone() as name,
            databases.using(name),
        ):
            recipients.make(keys, identity, outside=keys)
            apply()
            seal_at_least()
            backups = [actions.back_up(target, at=timezone.now(), tell=lambda words: None) for _ in range(2)]
            first, second = (target / f"{backup.name}.age" for backup in backups)
            yield Office(folder, name, identity, keys, target, first, second)


def apply() -> None:
    first_policy()
    ada = User.objects.create_user("ada@example.org")
    with logged_in(Login.PUBLIC):
        application = cast.begin(ada, timezone.now())
        cast.submit(cast.fill(application, by=ada, at=timezone.now()).application, by=ada, at=timezone.now())
    document = Document.objects.first()
    if document:
        with logged_in(Login.WORKER):
            inspecting.inspect(document.pk, at=timezone.now(), last=True)
