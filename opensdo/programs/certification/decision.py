"""The decision letter: built from the findings, the same words on the screen, on paper and in the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from opensdo.kit.signing.statements import canonical
from opensdo.kit.typeset import papers
from opensdo.law.office import office
from opensdo.law.parameters import Parameter, parameter
from opensdo.parties.businesses.models import Business
from opensdo.privacy.ledger.queries import last_checkpoint
from opensdo.privacy.policy.queries import in_force, policy_day
from opensdo.programs.certification.actions.certificates import last_day
from opensdo.programs.certification.clock import day_of, office_calendar
from opensdo.programs.certification.criteria import Leads
from opensdo.programs.certification.desk import Coming, Desk

OUTCOMES = {Leads.CERTIFY: "Certified", Leads.DENY: "Denied"}
REGULATION = "425 CMR 2.02"


def letter(desk: Desk, signed_by: papers.Signer, numbers: Mapping[str, str], at: datetime) -> papers.Decision:
    """`numbers`: the certificates by category; none yet in a preview."""
    today, coming = day_of(at), desk.coming
    denied = [each for each in coming if each.leads is Leads.DENY]
    return papers.Decision(
        title=_title(desk.name, len(denied), len(coming)),
        reference=desk.reference,
        decided_on=today,
        addressee=_addressee(desk.file.business),
        opening=_opening(desk, len(denied), len(coming)),
        categories=[
            papers.Decided(
                each.name, OUTCOMES[each.leads], last_day(each.code, today) if each.leads is Leads.CERTIFY else None
            )
            for each in coming
        ],
        findings=[
            papers.Finding(
                each.asked.name, each.found.words, each.found == "met", each.assessment.finding, each.assessment.cites
            )
            for each in desk.criteria
            if each.found and each.assessment
        ],
        appeal=_appeal(appeal_rule(today), today) if denied else _correction(),
        signed_by=signed_by,
        means=_means(coming, numbers, today),
    )


def appeal_rule(on: date) -> Parameter:
    return parameter("appeal_days", on=on)


def typeset(paper: papers.Decision, at: datetime) -> bytes:
    """PDF/UA-1. The same words and the same moment give the same bytes."""
    return papers.decision(paper, office(), proof(at))


def proof(at: datetime) -> papers.Proof:
    version, last = in_force(policy_day(at)), last_checkpoint()
    if version is None:
        raise LookupError("no policy is in force")
    return papers.Proof(
        policy=version.number,
        since=version.effective_on,
        checkpoint=last.brief if last else "",
        made_at=at,
    )


def digest(paper: papers.Decision) -> str:
    """Of the words of the letter, for the ledger. The letter then carries the receipt of that entry."""
    return sha256(canonical(_plain(paper))).hexdigest()


def kept(paper: papers.Decision, foot: papers.Proof) -> dict[str, Any]:
    """What the file keeps of it, so that it can be set in type again."""
    since, made_at = foot.since.isoformat(), foot.made_at.isoformat()
    return {"letter": _plain(paper), "foot": asdict(foot) | {"since": since, "made_at": made_at}}


def _plain(paper: papers.Decision) -> dict[str, Any]:
    said = asdict(paper) | {"decided_on": paper.decided_on.isoformat()}
    said["categories"] = [row | {"through": _written(row["through"])} for row in said["categories"]]
    said["appeal"] |= {"until": _written(said["appeal"]["until"])}
    return said


def set_again(words: Mapping[str, Any]) -> bytes:
    said, foot = words["letter"], words["foot"]
    paper = papers.Decision(
        **said
        | {
            "decided_on": date.fromisoformat(said["decided_on"]),
            "categories": [papers.Decided(**row | {"through": _read(row["through"])}) for row in said["categories"]],
            "findings": [papers.Finding(**row) for row in said["findings"]],
            "appeal": papers.Appeal(**said["appeal"] | {"until": _read(said["appeal"]["until"])}),
            "signed_by": papers.Signer(**said["signed_by"]),
            "record": papers.Record(**said["record"]) if said.get("record") else None,
        }
    )
    made = datetime.fromisoformat(foot["made_at"])
    return papers.decision(
        paper, office(), papers.Proof(**foot | {"since": date.fromisoformat(foot["since"]), "made_at": made})
    )


def _title(name: str, denied: int, all_of: int) -> str:
    if not denied:
        return f"We have certified {name}"
    if denied == all_of:
        return f"We cannot certify {name}"
    return f"We have certified {name} in {all_of - denied} of {all_of} categories"


def _opening(desk: Desk, denied: int, all_of: int) -> str:
    sent = desk.application.submitted_at
    asked = f"You asked us to certify {desk.name}"
    asked += f" on {papers.day(day_of(sent), short=True)}. " if sent else ". "
    if not denied:
        return asked + "We read your answers and your papers. Every criterion is met."
    if denied == all_of:
        return asked + "We read your answers and your papers. At least one criterion is not met. It is named below."
    return asked + "We read your answers and your papers. Not every category meets every criterion."


def _addressee(business: Business) -> Sequence[str]:
    town = " ".join(filter(None, [business.city and f"{business.city},", business.state, business.zip_code]))
    return [line for line in (business.legal_name, business.contact_name, business.street, town) if line]


def _appeal(rule: Parameter, today: date) -> papers.Appeal:
    return papers.Appeal(
        how=f"Write to us and say what we got wrong: {office().name}, {', '.join(office().address)}, {office().email}."
        " Give the reference of this letter. We send your appeal with the whole file to whoever decides it.",
        cites=REGULATION,
        days=rule.number,
        kind_of_days=str(rule.unit),
        until=office_calendar().shift(today, rule.number, rule.unit),
        unconfirmed="" if rule.confirmed else "We could not confirm this time limit yet. If in doubt, write sooner.",
    )


def _correction() -> papers.Appeal:
    return papers.Appeal(
        how=f"If something in this letter is wrong, tell us: {office().email}, {office().phone}.", cites=REGULATION
    )


def _means(coming: Sequence[Coming], numbers: Mapping[str, str], today: date) -> str:
    certified = [each for each in coming if each.leads is Leads.CERTIFY]
    if not certified:
        return ""
    told = ", ".join(f"{each.name}: {numbers[each.code]}" for each in certified if each.code in numbers)
    listed = f" Your certificate numbers are: {told}." if told else ""
    return (
        f"You are now in the public directory.{listed} A certificate ends by itself on its last day."
        " If who owns or runs the business changes, tell us within"
        f" {parameter('change_report', on=today).words}."
    )


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _read(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None
