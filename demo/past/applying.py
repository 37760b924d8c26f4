"""The applicants' half: each fills in every page, adds owners and papers, and sends it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.db import transaction

from demo.past import papers
from demo.past.cases import CASES
from demo.past.days import morning, sent_on
from demo.past.shape import Case, Holder
from demo.sites import at_site
from opensdo.kit import references
from opensdo.parties.accounts.actions import AlreadyKnown, open_account
from opensdo.parties.accounts.models import User
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import APPLY, Login
from opensdo.programs.certification.actions import applying
from opensdo.programs.certification.casefile import CaseFile, open_file
from opensdo.programs.certification.clock import day_of
from opensdo.programs.certification.models import Application

WRITING = timedelta(days=9)


def apply(at: datetime) -> None:
    """Each application is one transaction: it is there as a whole or not at all."""
    for case in CASES:
        try:
            open_account(case.email, is_staff=False)
        except AlreadyKnown:
            continue
    with at_site(Login.PUBLIC):
        for number, case in enumerate(CASES):
            _apply(case, number, User.objects.get(email=case.email), at)


def _apply(case: Case, number: int, by: User, now: datetime) -> None:
    sent = morning(sent_on(case.due_in, day_of(now)), now)
    with transaction.atomic(), acting(by, APPLY):
        if Application.objects.seen_for(APPLY).exists():
            return
        begun = sent - WRITING
        pk = applying.begin(references.new("CERT"), precheck=None, by=by, at=begun).pk
        answers = _answers(case, number)
        for page in _file(pk).questions.pages():
            applying.save(pk, page, answers[page.code], by=by, at=begun)
        for code in case.codes:
            applying.add_code(pk, "naics", code, by=by, at=begun)
        file = _file(pk)
        for place, holder in enumerate(case.holders):
            _add(file, holder, case, number * 10 + place, by, begun)
        for need in file.checklist:
            if need.required:
                applying.add_paper(pk, need.document.code, papers.page(need.document), by=by, at=begun)
        applying.submit(pk, by=by, at=sent)


def _file(pk: int) -> CaseFile:
    return open_file(Application.objects.seen_for(APPLY).get(pk=pk))


def _add(file: CaseFile, holder: Holder, case: Case, number: int, by: User, at: datetime) -> None:
    pk, given = file.application.pk, _owner(holder, case, number)
    first, *others = file.owner_pages.pages()
    owner = applying.add_owner(pk, str(uuid4()), first, given[first.code], by=by, at=at)
    for page in others:
        applying.save_owner(pk, owner.pk, page, given[page.code], by=by, at=at)


def _answers(case: Case, number: int) -> Mapping[str, Mapping[str, Any]]:
    return {
        "categories": {"categories": list(case.categories)},
        "name": {"legal_name": case.firm, "trade_name": ""},
        "form": {"structure": case.structure, "founded_on": case.founded_on},
        "address": {"street": case.street, "city": case.city, "state": "MA", "zip_code": case.zip_code},
        "contact": {
            "contact_name": case.contact,
            "phone": f"617 555 01{70 + number}",
            "email": case.email,
            "website": "",
        },
        "tax": {"ein": f"00-55501{number:02d}"},  # no office gives out a number that begins with 00
        "sells": {"description": case.sells},
        "decisions": {
            "money": case.contact,
            "people": case.contact,
            "work": case.contact,
            "veto": "no",
            "veto_who": "",
        },
        "ties": {"ties": "no", "ties_what": ""},
    }


def _owner(holder: Holder, case: Case, number: int) -> Mapping[str, Mapping[str, Any]]:
    return {
        "person": {
            "full_name": holder.name,
            "is_adult": True,
            "citizenship": holder.citizenship,
            "home_address": holder.address,
        },
        "share": {"share": Decimal(holder.share), "since": case.founded_on, "acquired": ""},
        "groups": {"qualifies_for": list(holder.counts_for)},
        "number": {"ssn": f"123-00-{4000 + number}"},  # nobody has a number with 00 in the middle
    }
