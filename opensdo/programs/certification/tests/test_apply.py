"""Ada applies, page by page, through HTTP."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pypdfium2
from django.urls import reverse

from opensdo.oversight.assurance.cast import picture
from opensdo.papers.letters.models import Enclosure, Letter
from opensdo.parties.accounts.models import User
from opensdo.parties.businesses.models import Business, Owner
from opensdo.privacy.data.models import VaultItem
from opensdo.privacy.ledger import receipts
from opensdo.privacy.ledger.models import Entry
from opensdo.privacy.policy.models import Version
from opensdo.programs.certification.models import Application
from opensdo.programs.certification.states import Status
from tests.processes import Process

TYPED: dict[str, dict[str, Any]] = {
    "categories": {"categories": ["WBE", "VBE"]},
    "name": {"legal_name": "Ada Ironworks LLC"},
    "form": {"structure": "llc", "founded_on_month": "4", "founded_on_day": "12", "founded_on_year": "2018"},
    "address": {"street": "18 Forge Lane", "city": "Worcester", "state": "ma", "zip_code": "01608"},
    "contact": {"contact_name": "Ada Marlowe", "phone": "(508) 555 0142", "email": "office@adaironworks.example"},
    "tax": {"ein": "043211234"},
    "sells": {"description": "Steel stairs and railings."},
    "decisions": {"money": "Ada", "people": "Ada", "work": "Ada", "veto": "no"},
    "ties": {"ties": "no"},
}
OWNER: dict[str, dict[str, Any]] = {
    "person": {
        "full_name": "Ada Marlowe",
        "is_adult": "True",
        "citizenship": "citizen",
        "home_address": "1 Forge Lane",
    },
    "share": {"share": "66.5 %", "since_month": "6", "since_day": "1", "since_year": "2018"},
    "groups": {"qualifies_for": ["WBE", "VBE"]},
    "number": {"ssn": "123 45 6789"},
}


def at(name: str, *args: object) -> str:
    return reverse(f"certification:{name}", args=args, urlconf="opensdo.web.urls.public")


def begin(site: Process) -> str:
    page = site.get(at("new")).content.decode()
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token
    answer = site.post(at("new"), {"token": token[1]})
    assert answer.status_code == 302
    return str(answer["Location"].rstrip("/").rpartition("/")[2])


def test_from_the_first_page_to_the_receipt(site: Process, ada: User, policy: Version) -> None:
    site.sign_in(ada)
    reference = begin(site)
    for code, typed in TYPED.items():
        answer = site.post(at("question", reference, code), typed)
        assert answer.status_code == 302, (code, answer.content.decode())
    key = uuid4()
    for code, typed in OWNER.items():
        assert site.post(at("owner", reference, key, code), typed).status_code == 302, code
    tasks = site.get(at("application", reference))
    for paper in re.findall(r'href="([^"]*/papers/[^"]*)"', tasks.content.decode()):
        if "licenses" not in paper and "lease" not in paper:
            assert site.post(paper, {"file": picture("scan")}).status_code == 302
    tasks = site.get(at("application", reference))
    assert "Nothing has been sent yet" in tasks.content.decode()
    check = site.get(at("check_answers", reference)).content.decode()
    assert "123-45" not in check
    assert "04-321" not in check
    sent = site.post(at("check_answers", reference), {"true": "on"})
    assert sent.status_code == 302, sent.content.decode()
    receipt = site.get(sent["Location"]).content.decode()
    assert reference in receipt
    assert "90 business days" in receipt
    application = Application.objects.get(reference=reference)
    assert application.status == Status.SUBMITTED
    assert Business.objects.get().phone == "508-555-0142"
    assert Owner.objects.get().has_ssn
    assert VaultItem.objects.count() == 0  # not even the owner of the tables reads the vault
    assert Entry.objects.filter(kind="certification.submitted", about=application.subject_id).count() == 1


def test_page_letter_and_pdf_carry_the_same_proof(site: Process, ada: User, submitted: Application) -> None:
    site.sign_in(ada)
    page = site.get(at("receipt", submitted.reference)).content.decode()
    pdf = site.get(at("receipt_pdf", submitted.reference))
    assert pdf["Content-Type"] == "application/pdf"
    with pypdfium2.PdfDocument(pdf.content) as paper:
        printed = "".join(leaf.get_textpage().get_text_bounded() for leaf in paper)
    letter = Letter.objects.get(kind="certification.submitted")
    assert letter.address == ada.email
    for text in (page, " ".join(printed.split()), letter.text):
        assert submitted.reference in text
        assert submitted.checkpoint in text
        assert re.search(r"olicy:? 1", text)
        assert "Day 1 is" in text
        assert receipts.code(receipts.leaf_in(submitted.sent_receipt)) in text
    kept = Enclosure.objects.get(letter=letter, name="receipt.json")
    assert bytes(kept.content) == site.get(at("receipt_file", submitted.reference)).content
    assert "Ada Marlowe" not in letter.text
    assert "123-45" not in letter.text
