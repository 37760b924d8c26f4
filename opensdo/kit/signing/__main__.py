"""Check a certificate with no network: `python -m opensdo.kit.signing verify FILE-or-text --key KEYS`."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path

import pikepdf

from opensdo.kit.signing.certificates import Standing, read_certificate, read_revocations, standing
from opensdo.kit.signing.keys import read_published
from opensdo.kit.signing.statements import NotGenuine

ATTACHED = "certificate-statement.txt"
SAYS = {
    Standing.GOOD: "good on {on}",
    Standing.ENDED: "ENDED before its last day",
    Standing.EXPIRED: "expired: its last day was {through}",
    Standing.NOT_YET: "not in force yet: its first day is {since}",
    Standing.UNKNOWN: "genuine as issued; whether it ended early is unknown without a list that is fresh on {on}",
}


def main(arguments: list[str] | None = None) -> int:
    """0: good. 1: not genuine, ended or expired. 2: genuine, standing unknown."""
    asked = _asked(arguments)
    try:
        keys = read_published(asked.key.read_text())
        certified = read_certificate(_statement(asked.certificate), keys)
        listed = read_revocations(_list(asked.revocations), keys) if asked.revocations else None
        found = standing(certified, listed, asked.on)
    except (NotGenuine, ValueError, KeyError, OSError) as error:
        sys.stderr.write(f"Not genuine, or not readable: {error}\n")
        return 1
    days = {"on": asked.on, "since": certified.since, "through": certified.through}
    sys.stdout.write(
        f"{certified.firm}\n{certified.category}, {certified.number}\n"
        f"Issued by {certified.office} on {certified.issued_on}, from {certified.since} through {certified.through}\n"
        f"Standing: {SAYS[found].format(**days)}\n"
        "This is what the office signed. A paper that says anything else was changed.\n"
    )
    return {Standing.GOOD: 0, Standing.UNKNOWN: 2}.get(found, 1)


def _asked(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m opensdo.kit.signing", description=__doc__)
    verify = parser.add_subparsers(required=True).add_parser("verify", help="check one certificate")
    verify.add_argument("certificate", help="the PDF, a text file, or what the code holds")
    verify.add_argument("--key", type=Path, required=True, help="the office's published keys (JSON)")
    verify.add_argument("--revocations", type=Path, help="the office's signed list of ended certificates")
    verify.add_argument("--on", type=date.fromisoformat, default=date.today(), help="the day to ask about")  # noqa: DTZ011
    return parser.parse_args(arguments)


def _list(path: Path) -> str:
    """As the office publishes it, with the list in plain words beside the signed text; or the signed text alone."""
    text = path.read_text()
    if not text.lstrip().startswith("{"):
        return text
    if "signed" not in (listed := json.loads(text)):
        raise NotGenuine(f"{path.name} is not the office's list of ended certificates")
    return str(listed["signed"])


def _statement(given: str) -> str:
    path = Path(given)
    if len(given) > 255 or not path.is_file():
        return given
    if path.read_bytes()[:5] != b"%PDF-":
        return path.read_text()
    try:
        with pikepdf.open(path) as pdf:
            return pdf.attachments[ATTACHED].get_file().read_bytes().decode()
    except (pikepdf.PdfError, KeyError) as error:
        raise NotGenuine("the PDF carries no statement") from error


if __name__ == "__main__":
    sys.exit(main())
