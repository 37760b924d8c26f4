"""Ada Ironworks LLC applies for two certificates, page by page, through the real actions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from opensdo.kit import references
from opensdo.parties.accounts.models import User
from opensdo.privacy.data.acting import acting
from opensdo.privacy.data.purposes import APPLY
from opensdo.programs.certification.actions import applying
from opensdo.programs.certification.casefile import CaseFile, open_file
from opensdo.programs.certification.models import Application

ANSWERS: Mapping[str, Mapping[str, Any]] = {
    "categories": {"categories": ["WBE", "VBE"]},
    "name": {"legal_name": "Ada Ironworks LLC", "trade_name": ""},
    "form": {"structure": "llc", "founded_on": date(2018, 4, 12)},
    "address": {"street": "18 Forge Lane", "city": "Worcester", "state": "MA", "zip_code": "01608"},
    "contact": {
        "contact_name": "Ada Marlowe",
        "phone": "508-555-0142",
        "email": "office@adaironworks.example",
        "website": "https://adaironworks.example/",
    },
    "tax": {"ein": "04-3211234"},
    "sells": {"description": "Steel stairs and railings, made in our shop and put in by us."},
    "decisions": {
        "money": "Ada Marlowe",
        "people": "Ada Marlowe",
        "work": "Ada Marlowe and Ben Okafor",
        "veto": "no",
        "veto_who": "",
    },
    "ties": {"ties": "no", "ties_what": ""},
}
ADA: Mapping[str, Mapping[str, Any]] = {
    "person": {
        "full_name": "Ada Marlowe",
        "is_adult": True,
        "citizenship": "citizen",
        "home_address": "1 Forge Lane, Worcester, MA 01608",
    },
    "share": {"share": Decimal("66.5"), "since": date(2018, 6, 1), "acquired": "Founded it and bought a partner out."},
    "groups": {"qualifies_for": ["WBE", "VBE"]},
    "number": {"ssn": "123-45-6789"},
}
BEN: Mapping[str, Mapping[str, Any]] = {
    "person": {
        "full_name": "Ben Okafor",
        "is_adult": True,
        "citizenship": "resident",
        "home_address": "7 Mill Street, Worcester, MA 01604",
    },
    "share": {"share": Decimal("33.5"), "since": date(2020, 1, 15), "acquired": ""},
    "groups": {"qualifies_for": []},
    "number": {"ssn": "234-56-7891"},
}


def begin(by: User, at: datetime, *, precheck: Mapping[str, list[str]] | None = None) -> Application:
    with acting(by, APPLY):
        return applying.begin(references.new("CERT"), precheck=precheck, by=by, at=at)


def fill(application: Application, *, by: User, at: datetime, papers: bool = True) -> CaseFile:
    """Every page, two owners, one file for each paper that is required."""
    with acting(by, APPLY):
        case = open_file(application)
        for page in case.questions.pages():
            applying.save(application.pk, page, ANSWERS[page.code], by=by, at=at)
        for given in (ADA, BEN):
            add_owner(application, given, by=by, at=at)
        case = open_file(Application.objects.seen_for(APPLY).get(pk=application.pk))
        for need in case.checklist if papers else ():
            if need.required:
                applying.add_paper(application.pk, need.document.code, picture(need.document.code), by=by, at=at)
        return open_file(case.application)


def add_owner(application: Application, given: Mapping[str, Mapping[str, Any]], *, by: User, at: datetime) -> UUID:
    reference = uuid4()
    case = open_file(Application.objects.seen_for(APPLY).get(pk=application.pk))
    first, *others = case.owner_pages.pages()
    owner = applying.add_owner(application.pk, str(reference), first, given[first.code], by=by, at=at)
    for page in others:
        applying.save_owner(application.pk, owner.pk, page, given[page.code], by=by, at=at)
    return reference


def submit(application: Application, *, by: User, at: datetime) -> Application:
    with acting(by, APPLY):
        applying.submit(application.pk, by=by, at=at)
        return Application.objects.seen_for(APPLY).get(pk=application.pk)


def picture(name: str) -> SimpleUploadedFile:
    """A real, small PNG: what is uploaded is looked into."""
    made = BytesIO()
    Image.new("RGB", (40, 20), "white").save(made, "PNG")
    return SimpleUploadedFile(f"{name}.png", made.getvalue(), "image/png")
