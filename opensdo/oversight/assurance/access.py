"""Who may sign for what no software can measure."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest

from opensdo.parties.accounts.access import has_second_factor
from opensdo.parties.accounts.models import Role
from opensdo.parties.personnel.queries import holds, officers

SIGNERS: Final = (Role.PRIVACY_OFFICER, Role.SECURITY_OFFICER)


def may_sign(request: HttpRequest) -> bool:
    return officers(*SIGNERS).filter(user_id=str(request.user.pk)).exists()


def signer(request: HttpRequest) -> Role:
    """The office in which she signs. That she is appointed to it, the database asks by itself."""
    found = officers(*SIGNERS).filter(user_id=str(request.user.pk)).first()
    if found is None or not has_second_factor(request):
        raise Http404("nothing to sign here")
    return next(role for role in SIGNERS if holds(found, role))
