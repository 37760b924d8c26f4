"""Who reads less of a table than every field that says nothing about a person. By hand."""

from __future__ import annotations

from opensdo.privacy.data.purposes import LOOK_IN, Purpose

ALWAYS = "id subject_id policy_version_id"
FEW: dict[tuple[Purpose, str], str] = {
    (LOOK_IN, "businesses_business"): "legal_name structure city state",
    (LOOK_IN, "certification_application"): "business_id reference status categories submitted_at decided_at",
    (LOOK_IN, "certification_certificate"): "business_id category number since through ended_on ended_because",
}


def needed(purpose: Purpose, table: str, column: str) -> bool:
    few = FEW.get((purpose, table))
    return few is None or column in f"{ALWAYS} {few}".split()
