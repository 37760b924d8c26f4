"""What these pages share."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from opensdo.kit.lifecycle import NotAllowed
from opensdo.law.parameters import parameter
from opensdo.parties.accounts.models import Officer
from opensdo.parties.personnel.actions.appointing import NotFit
from opensdo.parties.personnel.queries import day_of

PEOPLE = ("Who works here", "/staff/people/")


def page_of(officer: Officer) -> list[tuple[str, str]]:
    """The way to her page."""
    return [PEOPLE, (officer.name, f"/staff/people/{officer.reference}/")]


def asked(request: HttpRequest, name: str, form: Form, **more: Any) -> HttpResponse:
    """The page of a form, with what is wrong in it."""
    return render(request, f"personnel/{name}.html", {"form": form, **more}, status=422 if form.errors else 200)


def moment() -> tuple[datetime, date]:
    now = timezone.now()
    return now, day_of(now)


def months(today: date) -> int:
    return parameter("staff_role_months", on=today).number


def done(request: HttpRequest, words: str, act: Any, *given: Any, **named: Any) -> bool:
    """Do it and say so, or say why not."""
    try:
        act(*given, by=request.user, at=timezone.now(), **named)
    except NotFit as no:
        messages.error(request, str(no))
        return False
    except OSError:
        messages.error(request, "The mail could not be sent, so nothing was changed. Try again in a while.")
        return False
    except IntegrityError:  # two at the same moment: the database took the other one
        messages.error(request, "Somebody did the same at this moment. This is how it stands.")
        return False
    except NotAllowed:
        messages.error(request, "Somebody was faster: it is in another state now. This is how it stands.")
        return False
    messages.success(request, words)
    return True
