"""A process that works for one officer cannot write another's name under an act, whatever is injected into it."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from opensdo.parties.accounts.models import User
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import CERTIFY, Login
from opensdo.programs.certification.models import Application
from opensdo.programs.certification.tests.conftest import Assess
from tests.processes import logged_in

FORGED = {
    "the decision": "UPDATE certification_application"
    " SET decided_by_id = {sol}, decided_at = now(), status = 'certified'",
    "the recommendation": "UPDATE certification_application SET recommended_by_id = {sol}",
    "a finding": "UPDATE certification_assessment SET by_id = {sol}, finding = 'Met.'",
    "a note": "INSERT INTO certification_note (subject_id, application_id, text, by_id, at)"
    " SELECT subject_id, id, 'I agree.', {sol}, now() FROM certification_application",
    "a certificate": "INSERT INTO certification_certificate (subject_id, business_id, category, number, since, through,"
    " ended_because, brought_in_from, statement, issued_by_id) SELECT subject_id, business_id, 'WBE', 'WBE-1', now(),"
    " now(), '', '', '', {sol} FROM certification_application",
}


@pytest.mark.parametrize("what", FORGED)
def test_rosas_process_cannot_sign_for_sol(what: str, recommended: Assess, rosa: User, sol: User) -> None:
    recommended()
    with logged_in(Login.STAFF), acting(rosa, CERTIFY), connection.cursor() as cursor:
        with pytest.raises(ProgrammingError, match="names somebody who does not act"), transaction.atomic():
            cursor.execute(FORGED[what].format(sol=sol.pk))


def test_a_colleague_takes_a_recommendation_off_but_signs_none(recommended: Assess, sol: User, rosa: User) -> None:
    """What sending back does: an empty place is no signature."""
    case = recommended()
    with logged_in(Login.STAFF), acting(sol, CERTIFY):
        cleared = Application.objects.filter(pk=case.pk).update(recommended_by=None)
    assert cleared == 1
