"""E-mails about signing in as an officer: sent at once and never stored, since a code must not lie in a table."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from opensdo.law.office import office

SUBJECTS = {
    "invited": "You are invited",
    "way_back_waits": "About your sign-in",
    "way_back_asked": "About your sign-in",
    "way_back_done": "Your sign-in was changed",
}


def invited(email: str, code: str, until: datetime) -> None:
    _send("invited", email, {"code": code, "until": until, "origin": settings.STAFF_ORIGIN})


def way_back_waits(email: str, reference: str, opens: datetime, *, letter: int, code: str = "") -> None:
    """Three times: at once, half-way, and with the code. Each says how to stop it."""
    _send("way_back_waits", email, {"reference": reference, "opens": opens, "letter": letter, "code": code})


def way_back_asked(email: str) -> None:
    _send("way_back_asked", email, {})


def way_back_done(email: str) -> None:
    _send("way_back_done", email, {})


def _send(event: str, email: str, more: dict[str, Any]) -> None:
    known = {"office": office(), "origin": settings.PUBLIC_ORIGIN, **more}
    EmailMessage(
        subject=f"{SUBJECTS[event]} - {office().name}",
        body=render_to_string(f"personnel/mail/{event}.txt", known).strip() + "\n",
        to=[email],
        headers={"Auto-Submitted": "auto-generated"},
    ).send()
