"""The only way a view gets an application. What a purpose may not see does not exist."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from opensdo.parties.businesses.models import Owner
from opensdo.privacy.data.purposes import APPLY
from opensdo.programs.certification.casefile import CaseFile, open_file
from opensdo.programs.certification.models import Application, Paper


def mine(reference: str) -> Application:
    """An application of the one who asks. Row security leaves out everybody else's."""
    return get_object_or_404(Application.objects.seen_for(APPLY), reference=reference)


def my_file(reference: str) -> CaseFile:
    return open_file(mine(reference))


def my_owner(case: CaseFile, reference: str) -> Owner:
    owner = case.owner(reference)
    if owner is None:
        raise Http404
    return owner


def my_paper(case: CaseFile, requirement: str, document: str) -> Paper:
    for paper in case.given(requirement):
        if paper.document.reference == document:
            return paper
    raise Http404
