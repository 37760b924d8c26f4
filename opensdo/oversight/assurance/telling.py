"""Tell the officers who answer for it when a promise is not kept or not known, and before a signature runs out.

The letters go to offices, not to people, and name promises alone; so nothing of them is kept but that they were sent.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from opensdo.law.office import office
from opensdo.papers.letters.mailing import mail
from opensdo.papers.letters.models import Letter
from opensdo.papers.letters.wording import word
from opensdo.privacy.ledger.actions import append
from opensdo.privacy.policy.models import Attestation
from opensdo.privacy.policy.queries import in_force, policy_day
from opensdo.privacy.policy.standings import red, standings, unproven

ANSWERING: Final = ("privacy-officer", "security-officer")
AHEAD: Final = (30, 7, 1, 0)  # days before a signature runs out


def tell(*, at: datetime) -> list[str]:
    """The kinds of the letters that were sent. Raises Unsent."""
    sent = []
    version = in_force(policy_day(at))
    wrong = red(standings(version.read(), now=at)) if version else []
    if wrong:
        said = {"wrong": [(one.passage.id, str(one.status)) for one in wrong], "unproven": len(unproven(at))}
        sent += _send("assurance.not_kept", said, at)
    for last in Attestation.objects.order_by("passage", "-attested_at").distinct("passage"):
        if (days := (last.expires_at - at).days) in AHEAD:
            sent += _send("assurance.signature_ends", {"passage": last.passage, "days": days, "word": last}, at)
    return sent


def tell_of_paper(word: Attestation, *, at: datetime) -> None:
    """The command that takes it down cannot ask whether she signed: so the officers hear of it. Raises Unsent."""
    _send("assurance.signed_on_paper", {"word": word}, at)


def _send(kind: str, context: Mapping[str, Any], at: datetime) -> list[str]:
    subject, text = word(kind, context)
    for code in ANSWERING:
        to = office().officer(code).email
        mail(Letter(id=uuid.uuid4(), kind=kind, address=to, subject_line=subject, text=text, made_at=at), [])
    append("policy.told", "policy", letter=kind)
    return [kind]
