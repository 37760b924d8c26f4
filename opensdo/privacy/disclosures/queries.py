"""To whom facts about a subject were given: for the subject herself, and for whoever corrects a fact."""

from __future__ import annotations

from opensdo.privacy.disclosures.models import Disclosure


def given(subject: int) -> list[Disclosure]:
    """The list that c.66A gives her, newest first. Row security leaves out what is not hers."""
    return list(Disclosure.objects.filter(subject_id=subject).order_by("-at", "-pk"))


def told(subject: int, label: str) -> set[str]:
    """The recipients that have to hear of a correction of this field."""
    return set(
        Disclosure.objects.filter(subject_id=subject, fields__contains=[label]).values_list("given_to", flat=True)
    )
