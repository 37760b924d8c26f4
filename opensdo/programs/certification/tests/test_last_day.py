"""The answer is due today, and her telephone with the second step lies in the river."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.cache import cache
from django.test import override_settings
from django.utils import timezone

from conftest import officer
from opensdo.law.office import office
from opensdo.parties.accounts.models import Role, User
from opensdo.parties.personnel.models import Recovery
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import CERTIFY, Login
from opensdo.programs.certification.actions import reviewing
from opensdo.programs.certification.models import Application, InformationRequest
from tests.processes import Process, logged_in

PASSWORD = "a long enough password 9"
WORDS = {"login": "ada@example.org", "password": PASSWORD}


def test_she_comes_to_the_office_and_answers_the_same_day(
    handed: Application, ada: User, rosa: User, sol: User, site: Process, desk: Process
) -> None:
    cache.clear()
    now = timezone.now()
    with logged_in(Login.STAFF), acting(rosa, CERTIFY):
        reviewing.request_information(
            handed.pk, "answer", "Lease", "Control", now.date() + timedelta(days=9), by=rosa, at=now
        )
    InformationRequest.objects.update(until=timezone.localdate())
    ada.set_password(PASSWORD)
    ada.save()
    EmailAddress.objects.create(user=ada, email=ada.email, verified=True, primary=True)
    with override_settings(LOGIN=Login.PUBLIC):
        TOTP.activate(ada, generate_totp_secret())

    page = site.post("/account/login/", WORDS, follow=True).content.decode()
    assert "Your second step" in page
    assert "/account/way-back/" in page
    page = site.get("/account/way-back/").content.decode()
    assert "Is something due today?" in page
    assert office().phone in page

    desk.sign_in(sol)
    desk.post("/staff/people/way-back/", {"email": ada.email, "how": "She came with her licence and our letter."})
    back = f"/staff/people/way-back/{Recovery.objects.get().reference}/"
    desk.post(back, {"verb": "approve"})  # one officer alone does not
    assert "Your second step" in site.post("/account/login/", WORDS, follow=True).content.decode()
    desk.sign_in(officer("Vera Lund", Role.ADMINISTRATOR))
    desk.post(back, {"verb": "approve"})

    site.get("/account/login/", follow=True)
    assert site.post("/account/login/", WORDS)["Location"] == "/account/"
    site.post(f"/certification/applications/{handed.reference}/answer/", {"reply": "Here it is: 12 Mill Road."})
    handed.refresh_from_db()
    assert handed.status == "under_review"
    assert [each.to for each in mail.outbox] == [[ada.email]] * 2
