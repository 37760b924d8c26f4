"""A certificate as a signed statement, the signed list of those that ended, and what both say about one day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from opensdo.kit.signing.keys import PublicKeys, Signer
from opensdo.kit.signing.statements import NotGenuine, sign, verify

CERTIFICATE: Final = "certificate"
REVOCATIONS: Final = "revocations"


class Standing(StrEnum):
    """What can be known on a day, from the certificate and the list alone."""

    GOOD = "good"
    ENDED = "ended"
    EXPIRED = "expired"
    NOT_YET = "not yet"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Certified:
    """What the office said about a business on the day of issue."""

    number: str
    firm: str
    category: str
    since: date
    through: date
    issued_on: date
    office: str


@dataclass(frozen=True)
class Revocation:
    """`reason` is a code, never a sentence about the business."""

    number: str
    ended_on: date
    reason: str


@dataclass(frozen=True)
class Revocations:
    """Every certificate that ended before its last day, as known on `as_of`; a newer list comes by `next_update`."""

    as_of: date
    next_update: date
    ended: tuple[Revocation, ...]
    office: str


def certify(number: str, firm: str, category: str, *, since: date, through: date, on: date, signer: Signer) -> str:
    fields = {"number": number, "firm": firm, "category": category}
    dates = {"since": since.isoformat(), "through": through.isoformat()}
    return sign(CERTIFICATE, fields | dates, issued_on=on, signer=signer)


def read_certificate(text: str, keys: PublicKeys) -> Certified:
    """Raises NotGenuine."""
    said = verify(text, keys, kind=CERTIFICATE)
    try:
        number, firm, category = (str(said[name]) for name in ("number", "firm", "category"))
        since, through, issued_on = (date.fromisoformat(said[name]) for name in ("since", "through", "issued_on"))
    except (KeyError, TypeError, ValueError) as error:
        raise NotGenuine("it lacks what a certificate says") from error
    return Certified(number, firm, category, since, through, issued_on, keys.office)


def revoke(ended: Iterable[Revocation], *, as_of: date, next_update: date, signer: Signer) -> str:
    """The list as signed text; it is public."""
    rows = sorted(
        (asdict(row) | {"ended_on": row.ended_on.isoformat()} for row in ended), key=lambda row: row["number"]
    )
    fields = {"as_of": as_of.isoformat(), "next_update": next_update.isoformat(), "ended": rows}
    return sign(REVOCATIONS, fields, issued_on=as_of, signer=signer)


def read_revocations(text: str, keys: PublicKeys) -> Revocations:
    """Raises NotGenuine."""
    said = verify(text, keys, kind=REVOCATIONS)
    try:
        ended = tuple(
            Revocation(str(row["number"]), date.fromisoformat(row["ended_on"]), str(row["reason"]))
            for row in said["ended"]
        )
        as_of, next_update = (date.fromisoformat(said[name]) for name in ("as_of", "next_update"))
    except (KeyError, TypeError, ValueError) as error:
        raise NotGenuine("it lacks what a list of ended certificates says") from error
    return Revocations(as_of, next_update, ended, keys.office)


def standing(certified: Certified, revocations: Revocations | None, on: date) -> Standing:
    """An old list still proves that a certificate ended; only a fresh one proves that it did not."""
    if revocations and revocations.office != certified.office:
        raise NotGenuine("the list is another office's")
    listed = revocations.ended if revocations else ()
    if any(row.number == certified.number and row.ended_on <= on for row in listed):
        return Standing.ENDED
    if on > certified.through:
        return Standing.EXPIRED
    if on < certified.since:
        return Standing.NOT_YET
    return Standing.GOOD if revocations and on <= revocations.next_update else Standing.UNKNOWN
