"""Where every promise of the policy in force stands, read from what was stored: pages ask nothing themselves."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS

from opensdo.kit.build import build
from opensdo.privacy.policy.controls import CONTROLS, Control
from opensdo.privacy.policy.models import Attestation, Confirmation, Evidence, Proof
from opensdo.privacy.policy.rules import PROOF_LASTS, RED, Answer, Status, Word, of_clause, standing
from opensdo.privacy.policy.text import Passage, Policy

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Standing:
    passage: Passage
    status: Status
    answers: tuple[Answer, ...]
    plan: str
    attested: Word | None


class NoSuchPassage(Exception):
    """A control, a plan or a binding speaks of a promise that the policy does not make."""


@cache
def planned() -> Mapping[str, str]:
    return tomllib.loads((HERE / "planned.toml").read_text())


@cache
def shipped() -> Mapping[str, str]:
    """The words that were confirmed for the text that comes with the software."""
    return tomllib.loads((HERE / "versions" / "bindings.toml").read_text())


def standings(policy: Policy, *, now: datetime, using: str = DEFAULT_DB_ALIAS) -> list[Standing]:
    answers, confirmed, words = _answers(using), _confirmed(using), _words(using)
    return [
        Standing(
            passage,
            standing(
                passage.id,
                planned=passage.id in planned(),
                words=passage.hash,
                confirmed=confirmed[passage.id],
                answers=answers[passage.id],
                attested=words.get(passage.id),
                now=now,
            ),
            tuple(answers[passage.id]),
            planned().get(passage.id, ""),
            words.get(passage.id),
        )
        for passage in policy.passages
    ]


def by_clause(found: Iterable[Standing]) -> dict[str, list[Standing]]:
    clauses: dict[str, list[Standing]] = {}
    for one in found:
        clauses.setdefault(one.passage.clause, []).append(one)
    return clauses


def as_data(found: Iterable[Standing]) -> dict[str, Any]:
    return {
        "build": build(),
        "clauses": [
            {
                "id": clause,
                "status": of_clause(part.status for part in parts),
                "planned": [part.passage.id for part in parts if part.status is Status.PLANNED],
                "controls": [_control(answer) for part in parts for answer in part.answers],
            }
            for clause, parts in by_clause(found).items()
        ],
    }


def red(found: Iterable[Standing]) -> list[Standing]:
    return [one for one in found if one.status in RED]


def refuse_strangers(policy: Policy, controls: Iterable[Control] = ()) -> None:
    known = {passage.id for passage in policy.passages}
    spoken_of = {control.passage for control in controls or CONTROLS} | set(planned())
    if strangers := spoken_of - known:
        raise NoSuchPassage(f"the policy has no {', '.join(sorted(strangers))}")


def _control(answer: Answer) -> dict[str, Any]:
    return {
        "name": answer.name,
        "ok": answer.ok,
        "sabotage_caught": answer.caught,
        "finding": " ".join(part for part in (answer.sentence, answer.staff) if part),
        "asked_at": answer.asked_at.isoformat() if answer.asked_at else None,
        "expires_at": answer.expires_at.isoformat() if answer.expires_at else None,
        "proved_at": answer.proved_at.isoformat() if answer.proved_at else None,
    }


def unproven(now: datetime, *, using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Controls that nobody saw fail with this build of late."""
    proofs = _proofs(using)
    return [
        control.name
        for control in CONTROLS
        if not (row := proofs.get(control.name)) or now - PROOF_LASTS >= row.proved_at
    ]


def _answers(using: str) -> defaultdict[str, list[Answer]]:
    """One for each control there is, asked or not; what another build said or proved does not count."""
    newest = (
        Evidence.objects.using(using).filter(build=build()).order_by("control", "-asked_at", "-pk").distinct("control")
    )
    kept, proofs = {row.control: row for row in newest}, _proofs(using)
    found = defaultdict[str, list[Answer]](list)
    for control in CONTROLS:
        row, proof = kept.get(control.name), proofs.get(control.name)
        found[control.passage].append(
            Answer(
                control.name,
                ok=row.holds if row else False,
                caught=proof.caught if proof else None,
                examined=row.examined if row else 0,
                sentence=row.sentence if row else "",
                staff=row.staff if row else "",
                broken=control.broken,
                asked_at=row.asked_at if row else None,
                expires_at=row.expires_at if row else None,
                proved_at=proof.proved_at if proof else None,
            )
        )
    return found


def _proofs(using: str) -> dict[str, Proof]:
    newest = Proof.objects.using(using).filter(build=build()).order_by("control", "-proved_at", "-pk")
    return {row.control: row for row in newest.distinct("control")}


def _confirmed(using: str) -> defaultdict[str, set[str]]:
    found = defaultdict[str, set[str]](set)
    for passage, words in shipped().items():
        found[passage].add(words)
    for passage, words in Confirmation.objects.using(using).values_list("passage", "hash"):
        found[passage].add(words)
    return found


def _words(using: str) -> dict[str, Word]:
    newest = Attestation.objects.using(using).order_by("passage", "-attested_at").distinct("passage")
    return {
        row.passage: Word(row.officer, row.words, row.attested_at, row.expires_at, row.from_paper) for row in newest
    }
