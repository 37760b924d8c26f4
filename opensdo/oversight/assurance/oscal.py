"""What was found, as OSCAL assessment results: the form in which auditors' tools of the federal government read it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from opensdo.kit.build import build
from opensdo.law.office import office
from opensdo.privacy.policy.models import Version
from opensdo.privacy.policy.rules import Answer, Status
from opensdo.privacy.policy.standings import Standing
from opensdo.privacy.policy.text import filled, plain
from opensdo.privacy.policy.wording import known

VERSION: Final = "1.1.3"
SPACE: Final = uuid5(NAMESPACE_URL, "https://opensdo.example/oscal")
OURS: Final = "https://opensdo.example/ns/oscal"
SATISFIED: Final = (Status.KEPT, Status.ATTESTED)


def assessment_results(
    found: Iterable[Standing], *, version: Version | None, origin: str, at: datetime
) -> dict[str, Any]:
    """One finding for each promise, one observation for each answer and each signature. The numbers are the same for
    the same round, so that two exports can be compared."""
    found = list(found)
    number = f"{version.number}" if version else "none"
    text = _id("policy", version.sha256 if version else "none")
    results = {
        "uuid": _id("results", number, at.isoformat()),
        "metadata": {
            "title": f"Is the privacy policy of the {office().name} kept?",
            "last-modified": at.isoformat(),
            "version": build(),
            "oscal-version": VERSION,
        },
        "import-ap": {"href": f"#{text}", "remarks": "The policy is its own plan: each promise is tied to its checks."},
        "results": [_result(found, number, at)],
        "back-matter": {
            "resources": [
                {
                    "uuid": text,
                    "title": f"Privacy policy, version {number}",
                    "rlinks": [{"href": f"{origin}/privacy/versions/{number}/", "media-type": "text/html"}],
                }
            ]
        },
    }
    return {"assessment-results": results}


def _result(found: list[Standing], number: str, at: datetime) -> dict[str, Any]:
    observations = [seen for one in found for seen in _observations(one)]
    said = {
        "uuid": _id("result", number, at.isoformat()),
        "title": "What the running office answered",
        "description": "Each check asked the running office. Each was broken on purpose in a scratch copy.",
        "start": min((seen["collected"] for seen in observations), default=at.isoformat()),
        "end": at.isoformat(),
        "reviewed-controls": {
            "control-selections": [
                {"include-controls": [{"control-id": one} for one in dict.fromkeys(s.passage.clause for s in found)]}
            ]
        },
        "findings": [_finding(one) for one in found],
    }
    return {**said, "observations": observations} if observations else said


def _finding(one: Standing) -> dict[str, Any]:
    state = "satisfied" if one.status in SATISFIED else "not-satisfied"
    related = [{"observation-uuid": seen["uuid"]} for seen in _observations(one)]
    return {
        "uuid": _id("finding", one.passage.id),
        "title": filled(plain(one.passage.summary), known()),
        "description": filled(plain(one.passage.words), known()),
        "props": [_prop("standing", one.status)],
        "target": {
            "type": "objective-id",
            "target-id": one.passage.id,
            "status": {"state": state, **({"remarks": one.plan} if one.plan else {})},
        },
        **({"related-observations": related} if related else {}),
    }


def _observations(one: Standing) -> list[dict[str, Any]]:
    seen = [
        _asked(answer, answer.asked_at, answer.expires_at)
        for answer in one.answers
        if answer.asked_at and answer.expires_at
    ]
    if word := one.attested:
        seen.append(
            {
                "uuid": _id("word", one.passage.id, word.attested_at.isoformat()),
                "description": f"The {word.officer} signed: {word.words}",
                "props": [_prop("from-paper", str(word.from_paper).lower())],
                "methods": ["INTERVIEW"],
                "collected": word.attested_at.isoformat(),
                "expires": word.expires_at.isoformat(),
            }
        )
    return seen


def _asked(answer: Answer, asked_at: datetime, expires_at: datetime) -> dict[str, Any]:
    caught = {True: "caught", False: "not-caught", None: "not-broken"}[answer.caught]
    props = [_prop("holds", str(answer.ok).lower()), _prop("examined", str(answer.examined)), _prop("sabotage", caught)]
    if answer.proved_at:
        props.append(_prop("proved-at", answer.proved_at.isoformat()))
    return {
        "uuid": _id("answer", answer.name, asked_at.isoformat()),
        "title": answer.name,
        "description": answer.sentence or "Nothing was said.",
        "props": props,
        "methods": ["TEST"],
        "collected": asked_at.isoformat(),
        "expires": expires_at.isoformat(),
        **({"remarks": f"Broken on purpose: {answer.broken}."} if answer.broken else {}),
    }


def _prop(name: str, value: str) -> dict[str, str]:
    return {"name": name, "ns": OURS, "value": value}


def _id(*parts: str) -> str:
    made: UUID = uuid5(SPACE, "/".join(parts))
    return str(made)
