"""What is held about Ada is found, shown, corrected, put on hold and destroyed, in every room at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from conftest import officer
from opensdo.law.parameters import Unconfirmed
from opensdo.papers.documents.models import Document
from opensdo.papers.letters.models import Enclosure, Letter
from opensdo.parties.accounts.models import Officer, Role, User
from opensdo.parties.businesses.models import Business, Owner
from opensdo.privacy.data import answering, disposal
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.models import Assignment, Collected, Correction, DataKey
from opensdo.privacy.data.purposes import APPLY, DISPOSE, FIND, RECORDS, Login
from opensdo.privacy.data.records import NotCorrectable, Table, Whose, everywhere
from opensdo.privacy.data.sealed import DOTS
from opensdo.privacy.ledger.models import Entry
from opensdo.programs.certification.models import Application, Certificate, InformationRequest, Note
from opensdo.programs.certification.tests.conftest import Assess, address
from tests.processes import Process, logged_in

CANARY = "canary"
LATER = date(2060, 1, 1)
FIGURES = ("retention_certification", "retention_correspondence", "retention_numbers", "retention_legal_holds")


@pytest.fixture
def rita(db: None) -> User:
    user = officer("Rita Sand", Role.RECORDS_OFFICER)
    Assignment.objects.create(actor=user, purpose=FIND.code)
    return user


@pytest.fixture
def confirmed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A jurisdiction that has read its retention schedule."""
    (tmp_path / "jurisdiction.toml").write_text('name = "Confirmed"\nextends = "massachusetts"\n')
    entries = "".join(
        f'[[parameter]]\ncode = "{code}"\nname = "{code}"\nvalue = 7\nunit = "years"\nsince = 2000-01-01\n'
        'source = "https://example.org/schedule"\nverified_on = 2026-01-01\nconfirmed = true\n\n'
        for code in FIGURES
    )
    (tmp_path / "parameters.toml").write_text(entries)
    monkeypatch.setenv("OPENSDO_LAW", str(tmp_path))


@pytest.fixture
def whole(recommended: Assess, ada: User, sol: User, rosa: User, rita: User, desk: Process) -> int:
    """A case that was decided, with a row in every table; the number of its subject."""
    case = recommended()
    desk.sign_in(sol)
    desk.post(f"{address(case)}decide/")
    of_case = {"subject_id": case.subject_id, "application": case}
    now = timezone.now()
    Note.objects.create(**of_case, text="x", by=rosa, at=now)
    InformationRequest.objects.create(
        **of_case, requirement="", what="x", why="x", asked_by=rosa, asked_at=now, until=now.date(), ended_at=now
    )
    with logged_in(Login.STAFF), acting(rita, FIND):
        answering.take_up(case.subject_id, by=rita.pk)
        hold = disposal.place_hold(
            case.subject_id, matter="x", review_on=now.date() + timedelta(days=30), by=rita.pk, at=now
        )
        disposal.lift_hold(hold.pk, because="x", by=rita.pk, at=now)
    with logged_in(Login.STAFF), acting(rita, RECORDS):
        owner = Owner.objects.seen_for(RECORDS).filter(subject_id=case.subject_id).first()
        assert owner
        label = "businesses.Owner.share"
        answering.refuse(case.subject_id, label, str(owner.pk), statement="x", reason="x", by=rita.pk, at=now)
    Letter.objects.filter(subject_id=case.subject_id).update(sent_at=now)
    return case.subject_id


def tables() -> list[Table]:
    return [table for holding in everywhere() for table in holding.tables]


def plant(subject: int, account: int) -> None:
    """A word in every personal column that can hold one."""
    for holding in everywhere():
        for table in holding.tables:
            rows = table.model._default_manager.filter(
                **({"subject_id": subject} if issubclass(table.model, Collected) else {})
            )
            assert rows.exists() or not table.personal, table.model
            for name in table.personal:
                column = next((each for each in table.model._meta.concrete_fields if each.name == name), None)
                if isinstance(column, models.JSONField):
                    rows.update(**{name: {"x": CANARY}})
                elif isinstance(column, models.EmailField) and table.model is User:
                    User.objects.filter(pk=account).update(email=f"{CANARY}@example.org")
                elif isinstance(column, models.TextField | models.CharField) and table.model not in (User, Officer):
                    rows.update(**{name: f"{CANARY}@example.org"})


def everything() -> Iterator[tuple[str, str]]:
    """Every row of every table as text, each bytea as its bytes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        )
        for (table,) in cursor.fetchall():
            cursor.execute("SET LOCAL bytea_output = 'escape'")
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            yield from ((table, row) for (row,) in cursor.fetchall())


def traces() -> set[str]:
    return {table for table, row in everything() if CANARY in row.lower()}


def test_show_names_every_declared_field_and_opens_nothing(whole: int, ada: User, rita: User) -> None:
    said = {f"{table.model._meta.label}.{name}" for table in tables() for name in table.personal}
    plant(whole, ada.pk)
    with logged_in(Login.STAFF), acting(rita, RECORDS):
        shown = list(answering.show(Whose(subject=whole), RECORDS))
        assert list(answering.show(Whose(subject=whole + 1), RECORDS)) == []
    assert said - {each.label for each in shown} == {"accounts.Officer.name", "accounts.Officer.phone"}
    assert {each.value for each in shown if each.personal.sealed} == {DOTS}
    assert CANARY in ({each.label: each.value for each in shown}["certification.Note.text"] or "")
    with logged_in(Login.PUBLIC), acting(ada, APPLY):
        own = {each.label: each.value for each in answering.show(Whose(subject=whole), APPLY)}
    assert own["certification.Note.text"] is None
    assert own["businesses.Business.legal_name"] == f"{CANARY}@example.org"


def test_a_person_is_found_by_what_she_tells_and_only_by_who_is_appointed(
    whole: int, ada: User, rita: User, rosa: User
) -> None:
    with logged_in(Login.STAFF), acting(rita, FIND):
        assert answering.find("ada@example.org") == {
            Whose(subject=whole): {"an account", "a letter from the office"},
            Whose(account=ada.pk): {"an account"},
        }
        assert answering.find("marlowe")[Whose(subject=whole)] >= {"an owner of a firm"}
        assert answering.find("ma") == {}
    with logged_in(Login.STAFF), acting(rosa, FIND):
        assert Whose(subject=whole) not in answering.find("marlowe")
    assert "marlowe" not in str(Entry.objects.filter(kind="records.searched").values_list("detail", "subject"))


def test_a_correction_is_an_act_and_reaches_the_public_copy(whole: int, rita: User) -> None:
    firm = Business.objects.get(subject_id=whole)
    with logged_in(Login.STAFF), acting(rita, RECORDS):
        answering.correct(
            whole, "businesses.Business.legal_name", str(firm.pk), "Ada Iron LLC", reason="The deed says so.",
            by=rita.pk, at=timezone.now(),
        )  # fmt: skip
        with pytest.raises(NotCorrectable, match="A decision rests on it"):
            answering.correct(
                whole, "businesses.Owner.share", str(firm.owners.seen_for(RECORDS)[0].pk), "5", reason="x",
                by=rita.pk, at=timezone.now(),
            )  # fmt: skip
    kept = Correction.objects.get(accepted=True)
    assert (kept.old, kept.reason) == ("Ada Ironworks LLC", "The deed says so.")
    assert {"Ada Iron LLC"} == {
        row.split(",")[2].strip('"') for table, row in everything() if table == "directory_entry"
    }
    assert Entry.objects.get(kind="record.corrected").about == whole


def destroy(subject: int, series: str, on: date = LATER) -> disposal.Destroyed:
    with logged_in(Login.WORKER), acting(None, DISPOSE):
        return disposal.destroy(subject, series, on=on)


def test_nothing_goes_while_a_figure_is_not_confirmed_or_the_day_has_not_come(whole: int, rosa: User) -> None:
    with pytest.raises(Unconfirmed):
        destroy(whole, "certification file")
    with pytest.raises(disposal.NotDue):
        destroy(whole, "while the account is open")


def test_what_is_on_hold_stays_whoever_asks(whole: int, rita: User, confirmed: None) -> None:
    at = timezone.now()
    with logged_in(Login.STAFF), acting(rita, FIND):
        held = disposal.place_hold(whole, matter="Suffolk 26-1", review_on=at.date() + timedelta(9), by=rita.pk, at=at)
    with pytest.raises(disposal.OnHold):
        destroy(whole, "certification file")
    with pytest.raises(DatabaseError, match="legal hold"), transaction.atomic():
        DataKey.objects.filter(subject_id=whole).delete()
    with pytest.raises(DatabaseError, match="legal hold"), logged_in(Login.WORKER), acting(None, DISPOSE):
        Business.objects.filter(subject_id=whole).update(legal_name="")
    Enclosure.objects.filter(subject_id=whole).delete()
    with logged_in(Login.STAFF), acting(rita, FIND):
        disposal.lift_hold(held.pk, because="Settled.", by=rita.pk, at=at)
    assert destroy(whole, "certification file").keys > 0


def test_a_number_goes_before_the_file(whole: int, confirmed: None) -> None:
    before = DataKey.objects.filter(subject_id=whole).count()
    assert destroy(whole, "identity numbers", timezone.localdate() + timedelta(days=366 * 8)).keys == 2
    assert DataKey.objects.filter(subject_id=whole).count() == before - 2
    assert not Owner.objects.filter(subject_id=whole, has_ssn=True).exists()


def test_destroying_leaves_no_trace_but_the_skeleton(whole: int, ada: User, confirmed: None) -> None:
    plant(whole, ada.pk)
    files = [
        Path(settings.FILES_FOLDER) / key[:2] / key[2:]
        for key in Document.objects.values_list("storage_key", flat=True)
    ]
    assert [path.exists() for path in files].count(True) > 5
    assert len(traces()) > 12
    with pytest.raises(disposal.NotDue):
        destroy(whole, "certification file", timezone.localdate())
    User.objects.filter(pk=ada.pk).update(is_active=False)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE account_emailaddress SET email = %s", [f"{CANARY}@example.org"])
    for series in ("until sent", "letters sent", "certification file", "legal hold", "while the account is open"):
        destroy(whole, series)
    assert traces() == set()
    assert Document.objects.count() == 0
    assert not DataKey.objects.filter(subject_id=whole).exists()
    assert (Application.objects.get().reference, Certificate.objects.exclude(statement="").count()) == (
        Application.objects.get().reference,
        0,
    )
    assert {each.detail["series"] for each in Entry.objects.filter(kind="records.destroyed")} >= {"certification file"}


def test_an_applicant_is_told_why_what_is_on_hold_cannot_be_removed(
    draft: Application, ada: User, rita: User, site: Process
) -> None:
    at = timezone.now()
    with logged_in(Login.STAFF), acting(rita, FIND):
        review = at.date() + timedelta(9)
        disposal.place_hold(draft.subject_id, matter="Suffolk 26-1", review_on=review, by=rita.pk, at=at)
    site.sign_in(ada)
    owners = Owner.objects.filter(subject_id=draft.subject_id)
    before = owners.count()
    answer = site.post(
        f"/certification/applications/{draft.reference}/owners/{owners.values_list('reference', flat=True)[0]}/remove/"
    )
    assert (answer.status_code, owners.count()) == (409, before)
    assert "We have to keep this for now" in answer.content.decode()
