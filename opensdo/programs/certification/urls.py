"""Addresses of certification: `public` for applicants, `staff` for the office."""

from __future__ import annotations

from django.urls import path

from opensdo.programs.certification.views import (
    application,
    certificates,
    check,
    deciding,
    draft,
    enclosures,
    lending,
    papers,
    queue,
    review,
    sending,
    sent,
)

app_name = "certification"

ONE = "applications/<str:reference>/"
public = [
    path("", check.start, name="start"),
    path("check/", check.ask, name="check"),
    path("check/carry/", check.carry, name="carry"),
    path("check/send/", check.send, name="send_check"),
    path("check/sent/", check.sent, name="sent"),
    path("applications/", application.applications, name="applications"),
    path("applications/new/", application.new, name="new"),
    path(ONE, application.application, name="application"),
    path(f"{ONE}answers/<slug:page>/", draft.question, name="question"),
    path(f"{ONE}owners/", draft.owners, name="owners"),
    path(f"{ONE}owners/<uuid:key>/remove/", draft.remove_owner, name="remove_owner"),
    path(f"{ONE}owners/<uuid:key>/<slug:page>/", draft.owner, name="owner"),
    path(f"{ONE}sells/", enclosures.sells, name="sells"),
    path(f"{ONE}papers/<slug:requirement>/", enclosures.paper, name="paper"),
    path(f"{ONE}papers/<slug:requirement>/<str:document>/remove/", enclosures.remove_paper, name="remove_paper"),
    path(f"{ONE}check/", sending.check_answers, name="check_answers"),
    path(f"{ONE}receipt/", sending.receipt, name="receipt"),
    path(f"{ONE}receipt.pdf", sending.receipt_pdf, name="receipt_pdf"),
    path(f"{ONE}receipt.json", sending.receipt_file, name="receipt_file"),
    path(f"{ONE}take-back/", application.take_back, name="take_back"),
    path(f"{ONE}withdraw/", application.withdraw, name="withdraw"),
    path(f"{ONE}answer/", application.answer, name="answer"),
    path(f"{ONE}looks/", application.who_looked, name="looks"),
    path(f"{ONE}given/", application.who_was_given, name="given"),
    path(f"{ONE}letter/", certificates.letter, name="letter"),
    path("certificates/<str:number>/", certificates.certificate, name="certificate"),
    path("certificates/<str:number>/certificate.pdf", certificates.paper, name="paper_certificate"),
    path("certificates/<str:number>/statement.txt", certificates.statement, name="statement"),
    path("revocations.json", certificates.revocations, name="revocations"),
    path("keys/", certificates.public_keys, name="keys"),
]

CASE = "<slug:reference>/"
staff = [
    path("", queue.queue, name="queue"),
    path("sent-answers/", sent.look_up, name="sent_answers"),
    path("all/", queue.everything, name="everything"),
    path("all/hand-over/", queue.hand_over, name="hand_over"),
    path("all/readers/", lending.readers, name="readers"),
    path("all/readers/end/", lending.end_loan, name="end_loan"),
    path("all/take-up/", lending.take_up, name="take_up"),
    path("given/", lending.given, name="given"),
    path("given/<slug:reference>/", lending.given_one, name="given_one"),
    path(CASE, review.case, name="case"),
    path(f"{CASE}clock/", review.clock, name="clock"),
    path(f"{CASE}criteria/<str:code>/", review.assess, name="assess"),
    path(f"{CASE}sealed/<slug:which>/", review.sealed, name="sealed"),
    path(f"{CASE}papers/<str:document>/", papers.paper, name="staff_paper"),
    path(f"{CASE}ask/", review.ask, name="ask"),
    path(f"{CASE}take-back/", review.take_back, name="take_back"),
    path(f"{CASE}notes/", review.note, name="note"),
    path(f"{CASE}recommend/", deciding.recommend, name="recommend"),
    path(f"{CASE}decide/", deciding.decide, name="decide"),
    path(f"{CASE}decide/letter.pdf", deciding.preview, name="preview"),
    path(f"{CASE}return/", deciding.send_back, name="return"),
    path(f"{CASE}certificates/<str:number>/end/", deciding.end, name="end"),
]
