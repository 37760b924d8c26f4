"""Eve finds nothing of Ada's, on no page and in no table."""

from __future__ import annotations

from uuid import uuid4

from django.apps import apps
from django.db import connection

from opensdo.parties.accounts.models import User
from opensdo.parties.businesses.models import Owner
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.models import Collected
from opensdo.privacy.data.purposes import APPLY, CERTIFY, Login
from opensdo.programs.certification.models import Application, Paper
from opensdo.programs.certification.tests.test_apply import OWNER, at, begin
from opensdo.programs.certification.urls import public
from tests.processes import Process, logged_in

OF_NOBODY = {"start", "check", "carry", "send_check", "sent", "applications", "new"}
OF_EVERYBODY = {"certificate", "paper_certificate", "statement", "revocations", "keys"}  # what the law makes public
PAGES = [each.name for each in public if each.name and each.name not in {*OF_NOBODY, *OF_EVERYBODY}]


def address(name: str, application: Application) -> str:

    owner, paper = Owner.objects.first(), Paper.objects.select_related("document").first()
    assert owner
    assert paper
    more: dict[str, tuple[object, ...]] = {
        "question": ("name",),
        "owner": (owner.reference, "person"),
        "remove_owner": (owner.reference,),
        "paper": (paper.requirement,),
        "remove_paper": (paper.requirement, paper.document.reference),
    }
    return at(name, application.reference, *more.get(name, ()))


def test_a_stranger_finds_no_page_of_a_case(site: Process, eve: User, draft: Application) -> None:
    site.sign_in(eve)
    for name in PAGES:
        for ask in (site.get, site.post):
            answer = ask(address(name, draft))
            assert answer.status_code in (404, 405), name
            assert b"Ada" not in answer.content, name
        assert 404 in (site.get(address(name, draft)).status_code, answer.status_code), name


def test_nobody_finds_a_page_without_signing_in(site: Process, draft: Application) -> None:
    for name in PAGES:
        answer = site.get(address(name, draft))
        assert answer.status_code == 302, name
        assert "/login/" in answer["Location"], name


def test_a_stranger_reads_no_row_of_a_case(eve: User, submitted: Application) -> None:
    with logged_in(Login.PUBLIC), acting(eve, APPLY):
        for model in apps.get_models():
            if issubclass(model, Collected) and model.access.reads and APPLY in model.access.reads:  # type: ignore[attr-defined]
                assert model.objects.seen_for(APPLY).count() == 0, model
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM looks_at_mine()")
            assert cursor.fetchone() == (0,)


def test_a_stranger_changes_nothing(eve: User, draft: Application) -> None:
    with logged_in(Login.PUBLIC), acting(eve, APPLY):
        assert Application.objects.filter(pk=draft.pk).update(status="withdrawn") == 0
        assert Owner.objects.filter(business_id=draft.business_id).delete()[0] == 0


def test_the_office_reads_no_draft(desk: Process, sol: User, draft: Application) -> None:
    """Her list says that nobody reads a draft before it is sent: no officer has the case by then."""

    with logged_in(Login.STAFF), acting(sol, CERTIFY):
        assert Application.objects.seen_for(CERTIFY).count() == 0


def test_an_owner_of_another_file_cannot_be_named(site: Process, eve: User, draft: Application) -> None:
    """The address of an owner is made up freely; one that exists elsewhere is still only a new one here."""

    held = Owner.objects.first()
    assert held
    site.sign_in(eve)
    mine = begin(site)
    for key in (held.reference, uuid4()):
        assert site.get(at("owner", mine, key, "share")).status_code == 404
        assert site.post(at("owner", mine, key, "person"), OWNER["person"]).status_code == 302
    held.refresh_from_db()
    assert held.business_id == draft.business_id
