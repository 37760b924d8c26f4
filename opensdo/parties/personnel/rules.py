"""Which roles one person may hold together, for how long, and who may grant them. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

LONGEST: Final = timedelta(days=366)
AUDITOR, READER = "auditor", "reader"
REACHES: Final = {  # in the words of the page that asks for approval
    "certification officer": "Reads and assesses the cases that are handed to her",
    "supervisor": "Hands out cases, decides them, and looks after who works here",
    "privacy officer": "Approves roles, and finds what is held about somebody who asks",
    "records access officer": "Finds what is held about somebody who asks, and answers",
    "security officer": "Signs for what no software can measure",
    "administrator": "Invites officers and proposes roles; sees no case",
    "auditor": "Reads the ledger, and no case",
    "reader": "Reads where a case stands that a supervisor named, until a day; no papers, no numbers",
}


def conflict(role: str, others: Collection[str]) -> str:
    """Why this role does not go with what she holds; empty when it does.

    An auditor does not audit her own work; who reads for another agency does not work for this one.
    """
    for apart, why in (
        (AUDITOR, "An auditor holds no other role: nobody audits her own work."),
        (READER, "Who reads for another agency holds no role in this office."),
    ):
        held = set(others) - {role}
        if (role == apart and held) or (role != apart and apart in held):
            return why
    return ""


def last_day(today: date, months: int) -> date:
    """The longest a role may be granted for, counted from today."""
    years, month = divmod(today.month - 1 + months, 12)
    ends = date(today.year + years, month + 1, min(today.day, 28))
    return min(ends, today + LONGEST)


def earlier(today: date, months: int) -> date:
    """The day so many months before."""
    years, month = divmod(today.month - 1 - months, 12)
    return date(today.year + years, month + 1, min(today.day, 28))


def wrong_end(until: date, today: date, months: int) -> str:
    """Why a role may not end on that day; empty when it may."""
    if until < today:
        return "This day is over. Choose a day to come"
    latest = last_day(today, months)
    if until > latest:
        return f"A role is granted until {latest:%-d %B %Y} at the latest. Renew it then"
    return ""


def wrong_people(user: int, proposed_by: int | None, approver: int) -> str:
    """Why this person may not approve; empty when she may."""
    if approver == user:
        return "Nobody approves her own role. Ask another person."
    if approver == proposed_by:
        return "You proposed this role, so another person has to approve it."
    return ""
