"""The letters of a case, each named after what happened. Nothing private stands in a subject line, no link acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from opensdo.law.checklist import Document as LawDocument
from opensdo.law.entries import load
from opensdo.papers.letters.actions import Attachment, account, post
from opensdo.parties.accounts.models import User
from opensdo.parties.businesses.models import Business
from opensdo.privacy.data.purposes import CERTIFY
from opensdo.programs.certification.casefile import CaseFile
from opensdo.programs.certification.models import Application, InformationRequest
from opensdo.programs.certification.receipt import receipt_as_pdf, receipt_of, record
from opensdo.programs.certification.states import Status


def submitted(case: CaseFile, *, to: User, at: datetime) -> None:
    """To the address that she signs in with: that one is proven."""
    receipt = receipt_of(case)
    post(
        "certification.submitted",
        to=to.email,
        subject=case.application.subject_id,
        context={"receipt": receipt, "address": reverse("certification:application", args=[receipt.reference])},
        attachments=[
            Attachment(f"receipt-{receipt.reference}.pdf", receipt_as_pdf(receipt, at)),
            *recorded(case.application.sent_receipt),
        ],
        at=at,
    )


def recorded(receipt: str) -> list[Attachment]:
    """The receipt of the ledger as a small file: a telephone cannot take it out of the PDF."""
    found = record(receipt)
    return [Attachment("receipt.json", found.file.encode(), "application/json")] if found else []


def information_asked(application: Application, request: InformationRequest, *, at: datetime) -> None:
    _to_applicant("certification.information_asked", application, {"asked": request}, at)


def request_taken_back(application: Application, request: InformationRequest, *, at: datetime) -> None:
    _to_applicant("certification.request_taken_back", application, {"asked": request}, at)


def paper_refused(application: Application, requirement: str, findings: Sequence[str], *, at: datetime) -> None:
    """Hours after it was sent: what the page said then, "being checked", came out badly."""
    if application.applicant_id is None:
        return
    said = {
        "reference": application.reference,
        "what": next((each.name for each in load(LawDocument) if each.code == requirement), "A file you sent us"),
        "why": findings[0] if findings else "",
        "draft": application.status == Status.DRAFT,
    }
    to = account(application.applicant_id)
    post("certification.paper_refused", to=to, subject=application.subject_id, context=said, at=at)


def decided(application: Application, attached: Sequence[Attachment], *, at: datetime) -> None:
    _to_applicant("certification.decided", application, {"record": record(application.decided_receipt)}, at, attached)


def information_received(application: Application, officer_id: int, *, at: datetime) -> None:
    """To the officer, in words that say nothing about the business."""
    _to_officer("certification.information_received", officer_id, application, at)


def waits_for_decision(application: Application, supervisor_id: int, *, at: datetime) -> None:
    _to_officer("certification.waits_for_decision", supervisor_id, application, at)


def _to_officer(kind: str, officer_id: int, application: Application, at: datetime) -> None:
    said = {"reference": application.reference}
    post(kind, to=account(officer_id), subject=application.subject_id, context=said, at=at)


def _to_applicant(
    kind: str, application: Application, more: Mapping[str, Any], at: datetime, attached: Sequence[Attachment] = ()
) -> None:
    """Whoever applied, at the address that was proven; for a file from before, the one that the business gave."""
    business = Business.objects.seen_for(CERTIFY).get(pk=application.business_id)
    post(
        kind,
        to=account(application.applicant_id) if application.applicant_id else business.email,
        subject=application.subject_id,
        context={"name": business.legal_name, "reference": application.reference, **more},
        attachments=attached,
        at=at,
    )
