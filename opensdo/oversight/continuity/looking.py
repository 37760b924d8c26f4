"""Inside the scratch office of a drill: is the ledger whole, does a sealed value open, is a file what it was?

A process of its own, with the settings of the scratch office: `python -m opensdo.oversight.continuity.looking FILE`.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Final

import django

if __name__ == "__main__":
    django.setup()

import psycopg
from django.apps import apps
from django.conf import settings
from django.test import override_settings

from opensdo.oversight.continuity.actions import Looked, assign_in_scratch, employ_for_drill
from opensdo.papers.documents import actions as documents
from opensdo.papers.documents.models import Document
from opensdo.papers.documents.states import Status
from opensdo.parties.accounts.models import User
from opensdo.parties.accounts.sessions import begin
from opensdo.privacy.data.acting import holding
from opensdo.privacy.data.purposes import CERTIFY, Login
from opensdo.privacy.data.sealed import sealed_in
from opensdo.privacy.data.vault import reveal
from opensdo.privacy.ledger.actions import adopt
from opensdo.privacy.ledger.queries import verify
from opensdo.privacy.sessions.keys import enrol, make_secret

REASON: Final = "Drill: does what was restored open?"
FILES: Final = 5
ONE_OF_EACH: Final = """
    SELECT DISTINCT ON (v.label) v.label, v.record, v.subject_id
    FROM data_vaultitem v JOIN data_datakey k ON k.id = v.id
    ORDER BY v.label, random()
"""
SOME_FILES: Final = """
    SELECT d.id FROM documents_document d JOIN data_datakey k ON k.id = d.data_key
    WHERE d.status = %s ORDER BY random() LIMIT %s
"""


def look() -> Looked:
    """By an officer who exists nowhere else; the reason stands in the scratch office's ledger."""
    found = Looked()
    adopt(using=settings.OWNER_DATABASE)
    verdict = verify(using=settings.OWNER_DATABASE)
    found.links = verdict.links
    if not verdict.whole:
        found.wrong = f"The ledger is not whole: {verdict.why}"
        return found
    officer = employ_for_drill()
    try:
        with _a_secret_of_its_own():
            _open_values(found, officer)
            _open_files(found, officer)
    except Exception as failed:  # whatever it is, the backup is not good
        found.wrong = f"What is sealed did not open: {type(failed).__name__} {failed}"
    return found


@contextmanager
def _a_secret_of_its_own() -> Iterator[None]:
    """The scratch staff site vouches for the officer's session; what the office's own site vouches with stays out."""
    with override_settings(SECRETS_FOLDER=settings.HOME), holding(cache(begin)):
        make_secret(settings.LOGIN)
        enrol(using=settings.OWNER_DATABASE)
        yield


def _open_values(found: Looked, officer: User) -> None:
    """One of each kind, chosen by chance. The superuser of the scratch cluster looks up which there are."""
    with psycopg.connect(settings.SERVER.dsn(settings.DATABASE)) as superuser:
        there = superuser.execute(ONE_OF_EACH).fetchall()
    for label, record, subject in there:
        model_label, _, name = label.rpartition(".")
        model = apps.get_model(model_label)
        purpose = next(each for each in sealed_in(model)[name].personal.seen_for if each.login is Login.STAFF)
        assign_in_scratch(officer, purpose, subject)
        value = reveal(model(pk=record, subject_id=subject), name, purpose=purpose, by=officer, reason=REASON)
        found.values_opened += bool(value)


def _open_files(found: Looked, officer: User) -> None:
    """The bytes as they were given, against the digest that was kept when they arrived. What was shredded stays shut
    in the office as well."""
    with psycopg.connect(settings.SERVER.dsn(settings.DATABASE)) as superuser:
        there = [pk for (pk,) in superuser.execute(SOME_FILES, [Status.CHECKED, FILES]).fetchall()]
    for document in Document.objects.using(settings.OWNER_DATABASE).filter(pk__in=there):
        assign_in_scratch(officer, CERTIFY, document.subject_id)
        digest = hashlib.sha256()
        for piece in documents.read(document, purpose=CERTIFY, by=officer):
            digest.update(piece)
        if digest.hexdigest() != document.digest:
            raise ValueError(f"{document.reference} reads differently")
        found.files_opened += 1


def main(words: list[str]) -> int:
    Path(words[0]).write_text(json.dumps(asdict(look())))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
