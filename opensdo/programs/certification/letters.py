"""Letters to the applicant. Each is named after what happened."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from opensdo.papers.letters.actions import Attachment, post
from opensdo.parties.accounts.models import User
from opensdo.programs.certification.casefile import CaseFile
from opensdo.programs.certification.receipt import receipt_as_pdf, receipt_of


def submitted(case: CaseFile, *, to: User, at: datetime) -> None:
    """To the address that she signs in with: that one is proven."""
    receipt = receipt_of(case)
    post(
        "certification.submitted",
        to=to.email,
        subject=case.application.subject_id,
        context={"receipt": receipt, "address": reverse("certification:application", args=[receipt.reference])},
        attachments=[Attachment(f"receipt-{receipt.reference}.pdf", receipt_as_pdf(receipt, at))],
        at=at,
    )
