"""The life of an application. The table is the rule: Python, the database guard and the tests all read it."""

from __future__ import annotations

from django.db.models import TextChoices

from opensdo.kit.lifecycle import Lifecycle


class Status(TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Sent, waiting for an officer"
    UNDER_REVIEW = "under_review", "An officer is reading it"
    INFORMATION_REQUESTED = "information_requested", "Waiting for you"
    RECOMMENDED = "recommended", "Waiting for the decision"
    CERTIFIED = "certified", "Certified"
    DENIED = "denied", "Denied"
    WITHDRAWN = "withdrawn", "Withdrawn"


S = Status
OPEN = frozenset({S.SUBMITTED, S.UNDER_REVIEW, S.INFORMATION_REQUESTED, S.RECOMMENDED})

LIFE = Lifecycle(
    first=S.DRAFT,
    verbs={
        "submit": (frozenset({S.DRAFT}), S.SUBMITTED),
        "take_back": (frozenset({S.SUBMITTED}), S.DRAFT),
        "assign": (frozenset({S.SUBMITTED}), S.UNDER_REVIEW),
        "request_information": (frozenset({S.UNDER_REVIEW}), S.INFORMATION_REQUESTED),
        "answer": (frozenset({S.INFORMATION_REQUESTED}), S.UNDER_REVIEW),
        "resume": (frozenset({S.INFORMATION_REQUESTED}), S.UNDER_REVIEW),
        "recommend": (frozenset({S.UNDER_REVIEW}), S.RECOMMENDED),
        "return": (frozenset({S.RECOMMENDED}), S.UNDER_REVIEW),
        "certify": (frozenset({S.RECOMMENDED}), S.CERTIFIED),
        "deny": (frozenset({S.RECOMMENDED}), S.DENIED),
        "withdraw": (OPEN | {S.DRAFT}, S.WITHDRAWN),
    },
    by={
        "apply": "submit take_back answer withdraw",
        "allot": "assign",
        "certify": "assign request_information resume recommend return certify deny",
    },
)
