"""Who may sign for what no software can measure."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest

from opensdo.parties.accounts.access import has_second_factor
from opensdo.parties.accounts.models import Officer, Role

SIGNERS: Final = (Role.PRIVACY_OFFICER, Role.SECURITY_OFFICER)


def may_sign(request: HttpRequest) -> bool:
    return Officer.objects.filter(user_id=str(request.user.pk), role__in=SIGNERS).exists()


def signer(request: HttpRequest) -> Officer:
    """Signed in with a second step. That she is appointed to it, the database asks by itself."""
    found = Officer.objects.filter(user_id=str(request.user.pk), role__in=SIGNERS).first()
    if found is None or not has_second_factor(request):
        raise Http404("nothing to sign here")
    return found
