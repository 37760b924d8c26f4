"""The only way a view gets an application. What a purpose may not see does not exist."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.shortcuts import get_object_or_404

from opensdo.parties.accounts.models import Officer, Role
from opensdo.parties.businesses.models import Owner
from opensdo.parties.personnel.queries import officers
from opensdo.privacy.data.purposes import ALLOT, APPLY, CERTIFY, LOOK_IN
from opensdo.programs.certification.casefile import CaseFile, open_file
from opensdo.programs.certification.models import Application, Paper

CERTIFIERS = (Role.CERTIFICATION_OFFICER, Role.SUPERVISOR)
Reader = AbstractBaseUser | AnonymousUser


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


def my_paper(case: CaseFile, requirement: str, document: str) -> Paper | None:
    return next((paper for paper in case.given(requirement) if paper.document.reference == document), None)


def certifier(user: Reader, *roles: str) -> Officer:
    """The officer who is signed in, if she works on certifications."""
    return get_object_or_404(officers(*(roles or CERTIFIERS)), user_id=user.pk)


def assigned_case(user: Reader, reference: str) -> Application:
    """Row security has narrowed it to what is assigned to her; a draft is nobody's but the applicant's."""
    certifier(user)
    cases = Application.objects.seen_for(CERTIFY).filter(submitted_at__isnull=False)
    return get_object_or_404(cases, reference=reference)


def sent_case(reference: str) -> Application | None:
    """For who hands out cases, as it was typed. A draft is nobody's but the applicant's."""
    cases = Application.objects.seen_for(ALLOT).filter(submitted_at__isnull=False)
    return cases.filter(reference=reference.upper()).first()


def lent_case(reference: str) -> Application:
    """Row security has narrowed it to what a supervisor named to her, until the day."""
    return get_object_or_404(Application.objects.seen_for(LOOK_IN), reference=reference, submitted_at__isnull=False)
