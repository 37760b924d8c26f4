"""The main job, from a first question to a certificate that anybody can check."""

from __future__ import annotations

import secrets
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.journeys import applicant, desk, public
from tests.journeys.conftest import Walk
from tests.journeys.office import Office
from tests.look import DESK_TOP, PHONE, View

WAYS = [
    pytest.param(View("1280-light", DESK_TOP), True, id="wide-light-script"),
    pytest.param(View("320-dark", PHONE, dark=True), False, id="phone-dark-no-script"),
]


@pytest.mark.parametrize(("view", "script"), WAYS)
def test_from_the_first_question_to_the_certificate(
    office: Office, walk: Walk, tmp_path: Path, view: View, script: bool
) -> None:
    address = f"ada.{secrets.token_hex(4)}@example.org"
    firm = f"Ada Ironworks {secrets.token_hex(3)} LLC"
    with ExitStack() as stack:
        ada, rosa, sol, eve = (stack.enter_context(walk(view, script=script)) for _ in range(4))
        applicant.answer_the_check(ada)
        applicant.sign_up(ada, office, address)
        case = applicant.apply(ada, firm, tmp_path)
        assert case in office.letter_to(address, containing=case)

        desk.be(eve, "Eve")
        public.sees_nothing_of(eve, case)
        desk.be(sol, "Sol Abara")
        desk.hand_out(sol, case)
        desk.be(rosa, "Rosa Medeiros")
        desk.find(rosa, case, firm)
        desk.look_at_a_paper(rosa, case)
        desk.open_one_number(rosa, case, applicant.SSN)
        desk.assess(rosa, case)
        desk.ask_for_the_lease(rosa, case)
        applicant.answer(ada, office, case, address, tmp_path)
        desk.recommend(rosa, case)
        desk.decide(sol, case)

        applicant.see_who_looked(ada, case, desk.REASON)
        certificates = applicant.certified(ada, office, case, address)
        assert len(certificates) == 2
        public.finds_in_the_directory(eve, firm)
        for certificate in certificates:
            public.checks_offline(eve, certificate, firm, tmp_path)
