"""The decision: one transaction for the case, its certificates, its letter and the trace."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from opensdo.kit.lifecycle import NotAllowed
from opensdo.kit.typeset.papers import Signer
from opensdo.papers.documents import actions as documents
from opensdo.papers.letters.actions import Attachment
from opensdo.parties.accounts.models import Officer, User
from opensdo.privacy.data import actions as data
from opensdo.privacy.data.purposes import CERTIFY
from opensdo.privacy.ledger.actions import append_with_receipt
from opensdo.privacy.ledger.receipts import receipt_of
from opensdo.programs.certification import decision, letters, receipt
from opensdo.programs.certification.actions import certificates
from opensdo.programs.certification.actions.reviewing import NotReady, locked, may_decide
from opensdo.programs.certification.clock import day_of
from opensdo.programs.certification.criteria import Leads
from opensdo.programs.certification.desk import lay_out
from opensdo.programs.certification.models import Application
from opensdo.programs.certification.states import LIFE, Status

FILE_NAME = "Decision letter.pdf"


@transaction.atomic
def decide(application_id: int, *, by: User, at: datetime) -> Application:
    """As the findings say. Who comes second finds it decided: NotAllowed. Raises NotYours for the recommender."""
    application = locked(application_id, CERTIFY)
    if application.status != Status.RECOMMENDED:
        raise NotAllowed(f"cannot decide what is {application.status}")
    may_decide(application, by)
    desk = lay_out(application, by.pk, day_of(at))
    coming = {each.code: each.leads for each in desk.coming}
    if desk.still_open or {code: lead.value for code, lead in coming.items()} != application.recommendation:
        raise NotReady("The findings no longer lead to what was recommended. Send the case back.")
    certified = [code for code, lead in coming.items() if lead is Leads.CERTIFY]
    LIFE.move(application, "certify" if certified else "deny")
    application.decided_by, application.decided_at = by, at
    application.save(update_fields=["status", "decided_by", "decided_at"])
    made = certificates.issue(application, desk.name, certified, by=by, at=at)
    if made:
        certificates.publish(at=at)
    paper = decision.letter(desk, signature(by), {each.category: each.number for each in made}, at)
    written = append_with_receipt(
        "certification.decided",
        application,
        reference=application.reference,
        outcomes=application.recommendation,
        letter=decision.digest(paper),
    )
    application.decided_receipt = receipt_of(written, at)
    paper = replace(paper, record=receipt.record(application.decided_receipt))
    pdf = decision.typeset(paper, at)
    application.letter = documents.keep(
        pdf, name=FILE_NAME, kind="decision-letter", subject_id=application.subject_id, at=at
    )
    application.letter_words = decision.kept(paper, decision.proof(at))
    application.save(update_fields=["letter", "letter_words", "decided_receipt"])
    enclosed = [Attachment(FILE_NAME, pdf), *letters.recorded(application.decided_receipt)]
    letters.decided(application, enclosed, at=at)
    data.release(application.subject_id)
    return application


def signature(by: User) -> Signer:
    officer = Officer.objects.get(user_id=by.pk)
    return Signer(officer.name, officer.title)
