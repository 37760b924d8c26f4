"""The evidence for programs: what the public page shows, and nothing that it does not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from opensdo.kit.build import build
from opensdo.oversight.assurance.queries import Line, Sheet
from opensdo.privacy.policy.rules import Answer
from opensdo.privacy.policy.text import filled, plain
from opensdo.privacy.policy.wording import known


def as_data(sheet: Sheet) -> dict[str, Any]:
    version = sheet.version
    return {
        "build": build(),
        "policy": {"number": version.number, "effective_on": str(version.effective_on), "sha256": version.sha256}
        if version
        else None,
        "promises": [_line(line) for line in sheet.lines],
    }


def _line(line: Line) -> dict[str, Any]:
    word, marks = line.standing.attested, line.history.marks if line.history else ()
    signed = word and {
        "by": word.officer,
        "at": _time(word.attested_at),
        "until": _time(word.expires_at),
        "from_paper": word.from_paper,
    }
    return {
        "id": line.standing.passage.id,
        "status": line.standing.status,
        "words": filled(plain(line.standing.passage.words), known()),
        "plan": line.standing.plan or None,
        "asked": [_answer(answer) for answer in line.standing.answers if answer.asked_at],
        "signed": signed,
        "days": list(marks),
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "holds": answer.ok,
        "found": answer.sentence,
        "of": answer.examined,
        "asked_at": _time(answer.asked_at),
        "expires_at": _time(answer.expires_at),
        "broken": answer.broken,
        "caught": answer.caught,
        "proved_at": _time(answer.proved_at),
    }


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
