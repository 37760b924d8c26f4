"""What the office puts on paper: a receipt, a decision, a certificate. Plain values in, an accessible PDF out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

from opensdo.kit.typeset.codes import code
from opensdo.kit.typeset.compiler import render

TEMPLATES: Final = Path(__file__).with_name("templates")


class Office(Protocol):
    """The facts that a letterhead needs."""

    @property
    def name(self) -> str: ...
    @property
    def government(self) -> str: ...
    @property
    def address(self) -> tuple[str, ...]: ...
    @property
    def phone(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def zone(self) -> ZoneInfo: ...


@dataclass(frozen=True, kw_only=True)
class Proof:
    """The line at the foot: the policy in force, the last published checkpoint (empty if none), when it was made."""

    policy: int
    since: date
    checkpoint: str
    made_at: datetime


@dataclass(frozen=True)
class Record:
    """What a person needs to ask about the ledger later: a `code` to type at `page`, the receipt in `link` for the
    square code, and `file`, which is attached."""

    code: str
    page: str
    link: str
    file: str


@dataclass(frozen=True)
class Step:
    name: str
    says: str = ""
    done: bool = False


@dataclass(frozen=True, kw_only=True)
class Receipt:
    title: str
    reference: str
    received_at: datetime
    sent_by: str
    got: Sequence[str]
    steps: Sequence[Step]
    ask: str = ""
    record: Record | None = None


@dataclass(frozen=True)
class Signer:
    name: str
    title: str


@dataclass(frozen=True)
class Finding:
    """`outcome` is the word that is printed ("Met"); `cites` names the rule."""

    criterion: str
    outcome: str
    met: bool
    words: str
    cites: str


@dataclass(frozen=True)
class Decided:
    """One category, and what became of it; `through` only where a certificate was given."""

    name: str
    outcome: str
    through: date | None = None


@dataclass(frozen=True, kw_only=True)
class Appeal:
    """How to object. `unconfirmed` is printed when nobody has confirmed the number of days yet."""

    how: str
    cites: str
    days: int = 0
    kind_of_days: str = "calendar days"
    until: date | None = None
    unconfirmed: str = ""


@dataclass(frozen=True, kw_only=True)
class Decision:
    title: str
    reference: str
    decided_on: date
    addressee: Sequence[str]
    opening: str
    categories: Sequence[Decided]
    findings: Sequence[Finding]
    appeal: Appeal
    signed_by: Signer
    means: str = ""
    record: Record | None = None


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """`link` is what the code holds: the public page, then `#` and the signed statement. `key` is the id of its key."""

    number: str
    firm: str
    category: str
    since: date
    through: date
    issued_on: date
    signed_by: Signer
    page: str
    link: str
    statement: str
    key: str


def receipt(paper: Receipt, office: Office, proof: Proof, *, lang: str = "en") -> bytes:
    data = asdict(paper) | {"received": moment(paper.received_at, office.zone), "record": _record(paper.record)}
    return _render("receipt", data, office, proof, lang)


def decision(paper: Decision, office: Office, proof: Proof, *, lang: str = "en") -> bytes:
    data = asdict(paper) | {
        "decided_on": day(paper.decided_on),
        "since": paper.means,
        "categories": [asdict(row) | {"through": day(row.through, short=True)} for row in paper.categories],
        "appeal": asdict(paper.appeal) | {"until": day(paper.appeal.until)},
        "record": _record(paper.record),
    }
    return _render("decision", data, office, proof, lang)


def certificate(paper: Certificate, office: Office, proof: Proof, *, lang: str = "en") -> bytes:
    """One page to frame. The PDF carries the statement twice: in the code, and as an attached file."""
    says = f"Code with the signed statement of certificate {paper.number} and the address of its page"
    data = asdict(paper) | {
        "title": f"Certificate {paper.number}",
        "since": day(paper.since, short=True),
        "through": day(paper.through, short=True),
        "issued_on": day(paper.issued_on, short=True),
        "page": {"address": paper.page, "words": paper.page.split("://")[-1].rstrip("/")},
        "code": asdict(code(paper.link, says)),
    }
    return _render("certificate", data, office, proof, lang)


def _record(record: Record | None) -> dict[str, Any] | None:
    if record is None:
        return None
    says = "Code with the receipt of the ledger, to be read by a telephone"
    words = record.page.split("://")[-1].rstrip("/")
    return asdict(record) | {"words": words, "picture": asdict(code(record.link, says))}


def day(when: date | None, *, short: bool = False) -> str:
    if when is None:
        return ""
    words = f"{when.day} {when:%B %Y}"
    return words if short else f"{when:%A} {words}"


def moment(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{day(local)}, {local.hour % 12 or 12}:{local:%M} {'am' if local.hour < 12 else 'pm'}"


def _render(template: str, data: dict[str, Any], office: Office, proof: Proof, lang: str) -> bytes:
    return render(TEMPLATES / f"{template}.typ", whole(data, office, proof, lang), at=proof.made_at)


def whole(data: dict[str, Any], office: Office, proof: Proof, lang: str) -> dict[str, Any]:
    """What every template is given, dates already in words."""
    facts = {name: getattr(office, name) for name in ("name", "government", "address", "phone", "email")}
    foot = {
        "policy": f"Policy {proof.policy}, in force since {day(proof.since, short=True)}",
        "checkpoint": proof.checkpoint,
        "made": moment(proof.made_at, office.zone),
    }
    plain = {key: value for key, value in data.items() if not isinstance(value, date)}
    return plain | {"office": facts, "foot": foot, "lang": lang}
