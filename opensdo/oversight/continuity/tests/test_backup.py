"""What a backup holds, what it must not hold, and every way in which it may be wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.test import override_settings
from django.utils import timezone
from pyrage import x25519

from opensdo.kit.signing import keys as signing
from opensdo.oversight.continuity import actions, archive, manifest, recipients, restoring, snapshot
from opensdo.oversight.continuity.archive import Member, Unreadable
from opensdo.oversight.continuity.manifest import FromElsewhere, Manifest, NotOurs
from opensdo.oversight.continuity.models import Backup
from opensdo.oversight.continuity.tests.conftest import Office
from opensdo.papers.documents.models import Document
from opensdo.privacy.data.epochs import backups_that_need
from opensdo.privacy.data.models import Subject
from opensdo.privacy.data.roles import BACKUP
from opensdo.privacy.ledger.models import Entry
from opensdo.web.returning import NotNow, come_back

Held = dict[str, bytes]


@pytest.fixture(autouse=True)
def _reaches_the_database(django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


def quiet(words: str) -> None:
    """Nobody reads along."""


def believe(
    office: Office, path: Path | None = None, identity: Path | None = None, keys: Path | None = None
) -> Manifest:
    opens = recipients.identities(identity or office.identity)
    known = signing.published(keys or office.keys)
    return restoring.believe(path or office.first, opens, known, tell=quiet).said


def held(office: Office, path: Path) -> Held:
    with path.open("rb") as sealed, archive.reading(sealed, recipients.identities(office.identity)) as members:
        return {name: content.read() for name, content in members}


def pack(office: Office, things: Held) -> Path:
    """As somebody could who has the public key and can write to the folder."""
    path = office.folder / "forged.age"
    with path.open("wb") as out:
        members = (Member(name, len(data), [data]) for name, data in things.items())
        archive.write(out, members, recipients.recipients(office.keys))
    return path


def resigned(office: Office, things: Held, said: Manifest) -> Held:
    written = said.written()
    signature = manifest.sign(written, signing.current(office.keys), on=timezone.localdate())
    return things | {actions.LIST: written, actions.SIGNATURE: signature.encode()}


def test_it_says_what_is_in_it_and_what_it_takes(backed_up: Office) -> None:
    said = believe(backed_up)
    assert said.tables["documents_document"].rows == Document.objects.count() >= len(said.files) > 0
    assert said.tables["data_vaultitem"].rows > 0
    assert list(said.keyrings) == ["2026"]
    assert said.ledger.links > 0
    assert (said.lost, said.keep_until, said.demonstration) == ((), "", False)
    assert Backup.objects.filter(name=said.name, digest__gt="").exists()
    assert Entry.objects.filter(kind="backup.made", detail__name=said.name).count() == 1


def test_no_key_of_the_office_and_no_session_is_in_it(backed_up: Office) -> None:
    things = held(backed_up, backed_up.first)
    assert {name.partition("/")[0] for name in things} == {"database", "files", "manifest.json", "manifest.signed"}
    plain = b"".join(things.values())
    for path in backed_up.keys.iterdir():
        if path.suffix in (".key", ".pem") or path.name.startswith("secret."):
            assert path.read_bytes() not in plain, path.name
    assert not set(snapshot.FLEETING) & set(believe(backed_up).tables)


def test_the_file_shows_nothing_without_the_key(backed_up: Office) -> None:
    """Neither do the label beside it nor the name."""
    assert b"Ironworks" not in backed_up.first.read_bytes()
    shown = json.loads(backed_up.first.with_suffix(".json").read_text())
    assert set(shown) == {"name", "made_at", "size", "digest", "build", "keyrings", "keep_until"}


def test_it_is_of_one_moment_whatever_happens_meanwhile(backed_up: Office) -> None:
    before = Subject.objects.count()

    def busy(words: str) -> None:
        Subject.objects.create()

    made = actions.back_up(backed_up.target, at=timezone.now(), tell=busy)
    assert Subject.objects.count() > before
    assert believe(backed_up, backed_up.target / f"{made.name}.age").tables["data_subject"].rows == before


def test_a_file_that_is_gone_is_told_and_the_backup_is_made_all_the_same(backed_up: Office) -> None:
    document = Document.objects.first()
    assert document
    path = Path(settings.FILES_FOLDER) / document.storage_key[:2] / document.storage_key[2:]
    aside = path.rename(path.with_suffix(".half"))
    try:
        with pytest.raises(actions.Lost, match=document.storage_key):
            actions.back_up(backed_up.target, at=timezone.now(), tell=quiet)
    finally:
        aside.rename(path)
    newest = max(backed_up.target.glob("*.age"), key=lambda found: found.stat().st_mtime_ns)
    assert believe(backed_up, newest).lost == (document.storage_key,)


def test_another_key_a_cut_and_a_changed_bit_are_refused(backed_up: Office) -> None:
    other = backed_up.folder / "other.txt"
    other.write_text(str(x25519.Identity.generate()))
    with pytest.raises(Unreadable, match="key does not open"):
        believe(backed_up, identity=other)
    data = backed_up.first.read_bytes()
    for wrong in (data[:-1], data[: len(data) // 2], data[:1000] + bytes([data[1000] ^ 4]) + data[1001:]):
        changed = backed_up.folder / "changed.age"
        changed.write_bytes(wrong)
        with pytest.raises(Unreadable):
            believe(backed_up, changed)


FORGERIES: dict[str, Callable[[Held, Held], Held]] = {
    "a part left out": lambda one, _: {name: data for name, data in one.items() if not name.startswith("database/")},
    "a file of another backup": lambda one, other: one | {min(n for n in one if n.startswith("files/")): b"other"},
    "a file more": lambda one, _: one | {"files/ffff": b"more"},
    "the list of another backup": lambda one, other: one | {actions.LIST: other[actions.LIST]},
    "list and signature of another backup": lambda one, other: (
        one | {n: other[n] for n in (actions.LIST, actions.SIGNATURE)}
    ),
    "no signature": lambda one, _: {name: data for name, data in one.items() if name != actions.SIGNATURE},
    "something unknown": lambda one, _: one | {"../../etc/cron.d/x": b"boo"},
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_what_was_put_together_by_somebody_else_is_refused(
    backed_up: Office, forge: Callable[[Held, Held], Held]
) -> None:
    one, other = held(backed_up, backed_up.first), held(backed_up, backed_up.second)
    with pytest.raises((Unreadable, NotOurs)):
        believe(backed_up, pack(backed_up, forge(one, other)))


def test_one_that_another_office_signed_is_refused(backed_up: Office, tmp_path: Path) -> None:
    signing.make(tmp_path, office="Another office", on=date(2026, 1, 1))
    with pytest.raises(NotOurs):
        believe(backed_up, keys=tmp_path)


def test_a_format_that_we_do_not_know_is_refused_by_name(backed_up: Office) -> None:
    said = replace(believe(backed_up), format=2)
    with pytest.raises(FromElsewhere, match="format 2"):
        believe(backed_up, pack(backed_up, resigned(backed_up, held(backed_up, backed_up.first), said)))


def test_without_a_recipient_nothing_is_written(backed_up: Office, tmp_path: Path) -> None:
    with pytest.raises(recipients.NoRecipient):
        recipients.recipients(tmp_path)


def test_a_key_is_never_made_inside_the_installation_or_over_another(backed_up: Office, tmp_path: Path) -> None:
    with pytest.raises(recipients.Inside):
        recipients.make(tmp_path, tmp_path / "deep" / "key.txt", outside=tmp_path)
    with pytest.raises(FileExistsError):
        recipients.make(tmp_path, backed_up.identity, outside=backed_up.keys)


@pytest.mark.parametrize(
    ("invented", "here", "words"),
    [
        (True, False, "a demonstration can never become an office"),
        (True, True, "a demonstration can never become an office"),
        (False, True, "shows what it holds to everybody"),
    ],
)
def test_neither_a_demonstration_nor_an_office_comes_back_as_the_other(
    backed_up: Office, invented: bool, here: bool, words: str
) -> None:
    said = replace(believe(backed_up), demonstration=invented)
    forged = pack(backed_up, resigned(backed_up, held(backed_up, backed_up.first), said))
    with override_settings(DEMONSTRATION=here), pytest.raises(NotNow, match=words):
        come_back(forged, backed_up.identity, without_keys=False, scratch=False, tell=quiet)


def test_the_missing_keys_are_named_with_what_they_keep_shut(backed_up: Office) -> None:
    said = replace(believe(backed_up), keyrings={"2026": 7, "1999": 5})
    assert restoring.missing_keys(said) == {"1999": 5}


def test_who_destroys_a_key_epoch_is_told_which_backups_need_it(backed_up: Office) -> None:
    assert backed_up.first.stem in {backup.name for backup in backups_that_need("2026")}
    assert backups_that_need("1999") == []


def test_the_login_for_backups_sees_every_row_and_can_do_nothing_else(backed_up: Office) -> None:
    with snapshot.taken() as seen:
        vault = seen.connection.execute("SELECT ciphertext FROM data_vaultitem").fetchall()
        assert len(vault) == believe(backed_up).tables["data_vaultitem"].rows
    told = settings.DATABASES["default"]
    with psycopg.connect(
        host=told["HOST"],
        dbname=backed_up.database,
        user=BACKUP,
        passfile=str(settings.SERVER.passfile(BACKUP)),
        autocommit=True,
    ) as login:
        login.execute("SET default_transaction_read_only = off")
        for statement in (
            "INSERT INTO data_subject DEFAULT VALUES",
            "DELETE FROM data_datakey",
            "TRUNCATE data_vaultitem",
            "CREATE TABLE mine (a int)",
            "SET ROLE need_certify",
            "SET ROLE opensdo_owner",
            "SELECT * FROM reveal('businesses.Owner.ssn', 1, 'because I want to')",
            "COPY data_subject TO PROGRAM 'cat'",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                login.execute(statement)


def test_expired_ones_go_only_when_a_newer_one_was_put_back(backed_up: Office) -> None:
    at = timezone.now()
    names = [path.stem for path in (backed_up.first, backed_up.second)]
    for path in (backed_up.first, backed_up.second):
        said = json.loads(path.with_suffix(".json").read_text())
        path.with_suffix(".json").write_text(json.dumps(said | {"keep_until": "2020-01-01"}))
    shelf = backed_up.folder / "shelf"
    shelf.mkdir()
    for path in (*backed_up.target.glob(f"{names[0]}.*"), *backed_up.target.glob(f"{names[1]}.*")):
        (shelf / path.name).write_bytes(path.read_bytes())
    assert actions.prune(shelf, on=at.date(), at=at) == []
    newer = Backup.objects.get(name=names[1])
    actions.remember_drill(newer, actions.Looked(wrong="it did not match"), at=at, seconds=1)
    assert actions.prune(shelf, on=at.date(), at=at) == []
    actions.remember_drill(newer, actions.Looked(), at=at + timedelta(seconds=1), seconds=1)
    assert actions.prune(shelf, on=at.date(), at=at) == [names[0]]
    assert sorted(path.name for path in shelf.iterdir()) == [f"{names[1]}.age", f"{names[1]}.json"]
    assert Backup.objects.get(name=names[0]).gone_at == at
