"""A person's own account page, and the page that asks staff for a second factor."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from opensdo.parties.accounts.access import has_second_factor
from opensdo.privacy.data.middleware import purpose


@purpose(None)
@login_required
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/home.html", {"second_factor": has_second_factor(request)})


@purpose(None)
@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/second_factor.html", {"second_factor": has_second_factor(request)})
