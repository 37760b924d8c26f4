"""A supervisor decides, never who recommended; the letter, the certificates and the trace come in the same act."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from opensdo.kit.signing import keys
from opensdo.kit.signing.certificates import Standing, read_certificate, read_revocations, standing
from opensdo.papers.letters.models import Enclosure, Letter
from opensdo.parties.accounts.models import User
from opensdo.privacy.ledger.models import Entry
from opensdo.privacy.policy.models import Version
from opensdo.programs.certification import decision
from opensdo.programs.certification.models import Application, Certificate
from opensdo.programs.certification.tests.conftest import Assess, address
from tests.processes import Process


def test_an_open_criterion_keeps_it_from_the_supervisor(
    handed: Application, rosa: User, sol: User, desk: Process
) -> None:
    desk.sign_in(rosa)
    said = {"reason": "It follows from the papers.", "supervisor": sol.pk}
    page = desk.post(f"{address(handed)}recommend/", said, follow=True)
    assert "criteria are still open" in page.content.decode()


def test_from_findings_to_certificates(recommended: Assess, ada: User, sol: User, desk: Process, site: Process) -> None:
    case = recommended()
    desk.sign_in(sol)
    assert case.reference in desk.get("/staff/certification/").content.decode()
    preview = desk.get(f"{address(case)}decide/").content.decode()
    assert "Finding on ongoing." in preview
    assert desk.get(f"{address(case)}decide/letter.pdf").content.startswith(b"%PDF-")
    desk.post(f"{address(case)}decide/")
    case.refresh_from_db()
    assert (case.status, case.decided_by) == ("certified", sol)
    made = Certificate.objects.filter(application=case)
    assert {each.category for each in made} == set(case.categories)
    assert Letter.objects.get(kind="certification.decided").address == ada.email
    mailed = bytes(Enclosure.objects.get(letter__kind="certification.decided", name__endswith=".pdf").content)
    site.sign_in(ada)
    kept = site.get(f"/certification/applications/{case.reference}/letter/")
    assert kept.content == mailed
    assert {"certification.decided", "certificate.issued"} <= set(Entry.objects.values_list("kind", flat=True))
    assert desk.get(address(case)).status_code == 200


def test_a_denial_quotes_the_finding_and_says_how_to_appeal(recommended: Assess, sol: User, desk: Process) -> None:
    case = recommended("ongoing")
    desk.sign_in(sol)
    preview = desk.get(f"{address(case)}decide/").content.decode()
    for words in ("We cannot certify", "Finding on ongoing.", "425 CMR 2.02", "30 calendar days"):
        assert words in preview
    assert "The time to appeal is not confirmed" in preview
    desk.post(f"{address(case)}decide/")
    case.refresh_from_db()
    assert (case.status, Certificate.objects.count()) == ("denied", 0)


def test_one_category_is_given_and_the_other_denied(recommended: Assess, sol: User, desk: Process) -> None:
    case = recommended("control.WBE")
    assert case.recommendation == {"WBE": "deny", "VBE": "certify"}
    desk.sign_in(sol)
    preview = desk.get(f"{address(case)}decide/").content.decode()
    assert "We have certified Ada Ironworks LLC in 1 of 2 categories" in preview
    assert "30 calendar days" in preview
    desk.post(f"{address(case)}decide/")
    case.refresh_from_db()
    assert (case.status, Certificate.objects.get().category) == ("certified", "VBE")


def test_the_officer_and_the_recommender_never_decide(
    recommended: Assess, rosa: User, sol: User, desk: Process
) -> None:
    case = recommended()
    desk.sign_in(rosa)
    assert "has to decide it" in desk.post(f"{address(case)}decide/", follow=True).content.decode()
    case.refresh_from_db()
    assert case.status == "recommended"
    Application.objects.filter(pk=case.pk).update(recommended_by=sol)
    desk.sign_in(sol)
    page = desk.post(f"{address(case)}decide/", follow=True)
    assert "another supervisor has to decide it" in page.content.decode()
    with pytest.raises(IntegrityError, match="who_recommends_does_not_decide"), transaction.atomic():
        Application.objects.filter(pk=case.pk).update(decided_by=sol)


def test_it_is_sent_back_with_a_note(recommended: Assess, rosa: User, sol: User, desk: Process) -> None:
    case = recommended()
    desk.sign_in(sol)
    assert desk.post(f"{address(case)}return/", {"why": ""}).status_code == 422
    desk.post(f"{address(case)}return/", {"why": "Look at the lease again."})
    case.refresh_from_db()
    assert (case.status, case.recommendation, case.recommended_by) == ("under_review", {}, None)
    desk.sign_in(rosa)
    assert "Look at the lease again." in desk.get(address(case)).content.decode()


def test_the_certificate_is_checked_with_nothing_but_the_keys(
    recommended: Assess, sol: User, desk: Process, site: Process
) -> None:
    case = recommended()
    desk.sign_in(sol)
    desk.post(f"{address(case)}decide/")
    given = Certificate.objects.filter(application=case).first()
    assert given
    page = site.get(f"/certification/certificates/{given.number}/")
    assert "Ada Ironworks LLC is certified" in page.content.decode()
    later = {"on_month": given.through.month, "on_day": given.through.day, "on_year": given.through.year}
    page = site.get(f"/certification/certificates/{given.number}/", later)
    assert "Ada Ironworks LLC will be certified" in page.content.decode()
    assert ", if nothing changes" in page.content.decode()
    assert site.get(f"/certification/certificates/{given.number}/certificate.pdf").content.startswith(b"%PDF-")
    known = keys.read_published(site.get("/certification/keys/").content.decode())
    text = site.get(f"/certification/certificates/{given.number}/statement.txt").content.decode()
    certified = read_certificate(text, known)
    assert (certified.number, certified.firm) == (given.number, "Ada Ironworks LLC")
    before = read_revocations(site.get("/certification/revocations.json").json()["signed"], known)
    assert standing(certified, before, given.since) is Standing.GOOD

    assert desk.post(f"{address(case)}certificates/{given.number}/end/", {"because": ""}).status_code == 422
    desk.post(f"{address(case)}certificates/{given.number}/end/", {"because": "withdrawn"})
    after = read_revocations(site.get("/certification/revocations.json").json()["signed"], known)
    assert standing(certified, after, given.since) is Standing.ENDED
    page = site.get(f"/certification/certificates/{given.number}/")
    assert "does not hold this certificate today" in page.content.decode()
    assert (Path(settings.KEYRING_FOLDER) / f"signing-{known.keys[-1].id}.pem").stat().st_mode & 0o077 == 0


def test_a_letter_of_the_first_evening_names_the_policy(policy: Version) -> None:
    evening_before = datetime.combine(policy.effective_on, time(0, 30), UTC)  # of the same day, where the office is
    assert decision.proof(evening_before).policy == policy.number


def test_a_number_that_does_not_exist_and_a_day_that_is_none(site: Process, policy: object) -> None:
    assert site.get("/certification/certificates/WBE-0000-0000/").status_code == 404
    assert site.get("/certification/certificates/%00/").status_code in (400, 404)
