"""What leaves the office on paper can be read by everybody, and says only what it was given."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opensdo.kit.signing import keys
from opensdo.kit.signing.__main__ import main
from opensdo.kit.signing.certificates import certify
from opensdo.kit.typeset.characters import shown
from opensdo.kit.typeset.codes import code
from opensdo.kit.typeset.compiler import render
from opensdo.kit.typeset.papers import (
    TEMPLATES,
    Appeal,
    Certificate,
    Decided,
    Decision,
    Finding,
    Proof,
    Receipt,
    Signer,
    Step,
    certificate,
    decision,
    receipt,
)
from opensdo.law.office import office
from tests.realdata import naughty_strings

AT = datetime(2027, 4, 2, 18, 41, tzinfo=UTC)
PROOF = Proof(policy=4, since=date(2026, 7, 1), checkpoint="1284 · e02d 5b7c 8a11", made_at=AT)
SOL = Signer("Sol Abara", "Director of Certification")
RECEIPT = Receipt(
    title="We have your application",
    reference="CERT-7Q4M-2K6D",
    received_at=AT,
    sent_by="Ada Marlowe, for Ada Ironworks LLC",
    got=["13 answers", "4 files"],
    steps=[Step("Received", "Today", done=True), Step("We check that nothing is missing")],
    ask="Write to us.",
)
DECISION = Decision(
    title="You are certified",
    reference="CERT-7Q4M-2K6D",
    decided_on=date(2027, 4, 1),
    addressee=["Ada Marlowe", "Ada Ironworks LLC"],
    opening="We read all of it.",
    categories=[Decided("Woman-owned business", "Certified", date(2030, 4, 1)), Decided("Small business", "Denied")],
    findings=[Finding("You own at least 51 percent", "Met", True, "The ledger shows 66.5 percent.", "425 CMR 2.02")],
    appeal=Appeal(
        how="Write to us.", cites="425 CMR 2.09", days=30, until=date(2027, 5, 3), unconfirmed="Not confirmed."
    ),
    signed_by=SOL,
    means="You are in the directory.",
)
CERTIFICATE = Certificate(
    number="WBE-7Q4M-2K6D",
    firm="Ada Ironworks LLC",
    category="Woman-owned business",
    since=date(2027, 4, 2),
    through=date(2030, 4, 1),
    issued_on=date(2027, 4, 2),
    signed_by=SOL,
    page="https://office.example/check/",
    link="https://office.example/check/#SDO1.e30.e30",
    statement="SDO1.e30.e30",
    key="4f0c9a1be27d",
)
PAPERS: dict[str, Callable[[], bytes]] = {
    "receipt": lambda: receipt(RECEIPT, office(), PROOF),
    "decision": lambda: decision(DECISION, office(), PROOF),
    "certificate": lambda: certificate(CERTIFICATE, office(), PROOF),
}
SAYS = {
    "receipt": [
        "CERT-7Q4M-2K6D",
        "Friday 2 April 2027, 2:41 pm",
        "13 answers",
        "Policy 4",
        "e02d 5b7c 8a11",
        "What happens",
    ],
    "decision": [
        "Ada Marlowe",
        "The ledger shows 66.5",
        "425 CMR 2.02",
        "30 calendar days",
        "3 May 2027",
        "Not confirmed",
        "Sol Abara",
    ],
    "certificate": [
        "Ada Ironworks LLC",
        "WBE-7Q4M-2K6D",
        "1 April 2030",
        "Woman-owned business",
        "office.example/check",
    ],
}


def words(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in pages).split())


def tags(node: Any) -> Iterator[str]:
    if isinstance(node, pikepdf.Array):
        for item in node:
            yield from tags(item)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield str(node.S)
        if "/K" in node:
            yield from tags(node.K)


@pytest.mark.parametrize("name", PAPERS)
def test_it_can_be_read_by_everybody(name: str) -> None:
    made = PAPERS[name]()
    for said in SAYS[name]:
        assert said in words(made)
    with pikepdf.open(BytesIO(made)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.Lang == "en"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        meta = pdf.open_metadata()
        assert meta["pdfuaid:part"] == "1"
        assert meta["dc:title"]
        found = list(tags(pdf.Root.StructTreeRoot))
        assert found.count("/H1") == 1
        assert "/H2" in found
        if name == "certificate":
            assert "/Figure" in found
        if name == "decision":
            assert {"/Table", "/TH", "/H3"} <= set(found)


@pytest.mark.parametrize("name", PAPERS)
def test_the_same_facts_give_the_same_bytes(name: str) -> None:
    assert PAPERS[name]() == PAPERS[name]()


def test_only_the_fonts_of_the_package_are_used() -> None:
    with pikepdf.open(BytesIO(PAPERS["decision"]())) as pdf:
        fonts = {str(font.BaseFont) for page in pdf.pages for font in page.resources.Font.values()}
    assert fonts
    assert all("Libertinus" in name or "DejaVu" in name for name in fonts)


HOSTILE = [
    "#panic()",
    '#import "/x": *',
    "$x$",
    "] #sys.inputs",
    '*/ #eval("1")',
    '"); #panic("',
    "\\u{41}",
    "<label> @ref",
    "= Not a heading",
    "- no list",
    "~ _a_ *b* `c`",
]


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_people_type_is_never_code(typed: str) -> None:
    made = decision(
        replace(DECISION, opening=typed, addressee=[typed], findings=[Finding(typed, typed, True, typed, typed)]),
        office(),
        PROOF,
    )
    assert words(made).replace(" ", "").count(typed.replace(" ", "")) == 6
    made = certificate(replace(CERTIFICATE, firm=typed, category=typed), office(), PROOF)
    assert typed.replace(" ", "") in words(made).replace(" ", "")


def test_naughty_strings_make_a_paper_each() -> None:
    for typed in naughty_strings():
        finding = Finding(typed, typed, True, typed, typed)
        made = replace(DECISION, title=typed, addressee=[typed], opening=typed, findings=[finding])
        assert decision(made, office(), PROOF).startswith(b"%PDF-")


@settings(max_examples=60, deadline=None)
@given(st.text())
def test_no_text_stops_a_letter(typed: str) -> None:
    assert decision(replace(DECISION, opening=typed, addressee=[typed]), office(), PROOF).startswith(b"%PDF-")


def test_what_no_font_has_is_a_mark_and_what_turns_a_line_is_gone() -> None:
    assert shown("Ada 漢 \u202eCLL\u202c \x00\u200b\tZoë") == "Ada \ufffd CLL  Zoë"
    assert shown("a\r\nb\u2028c") == "a\nb\nc"
    for accented in ("Łukasz Nguyễn", "Кирилл", "Ελένη", "Kreyòl ayisyen", "“Señora’s” — № 5"):
        assert shown(accented) == accented


def test_a_template_reads_nothing_outside_the_package(tmp_path: Path) -> None:
    outside = tmp_path / "outside.typ"
    outside.write_text("= Outside")
    with pytest.raises(Exception, match=r"root|outside|access"):
        render(outside, {}, at=AT)


def test_many_threads_write_at_once() -> None:
    alone = {firm: certificate(replace(CERTIFICATE, firm=firm), office(), PROOF) for firm in map(str, range(8))}
    found: dict[str, bytes] = {}

    def write(firm: str) -> None:
        found[firm] = certificate(replace(CERTIFICATE, firm=firm), office(), PROOF)

    threads = [threading.Thread(target=write, args=(firm,)) for firm in alone]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == alone


def test_the_certificate_carries_what_verifies_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    public = keys.make(tmp_path, office=office().name, on=date(2027, 1, 1))
    signer = keys.current(tmp_path)
    paper = replace(CERTIFICATE, firm="Łukasz & Zoë – Ironworks LLC", key=signer.id)
    statement = certify(
        paper.number,
        paper.firm,
        paper.category,
        since=paper.since,
        through=paper.through,
        on=paper.issued_on,
        signer=signer,
    )
    file = tmp_path / "certificate.pdf"
    file.write_bytes(
        certificate(replace(paper, statement=statement, link=f"{paper.page}#{statement}"), office(), PROOF)
    )
    assert public.keys[0].id == signer.id
    assert main(["verify", str(file), "--key", str(tmp_path / "signing-keys.json"), "--on", "2027-05-01"]) == 2
    assert paper.firm in capsys.readouterr().out


@pytest.mark.parametrize(("letters", "version"), [(40, 18), (120, 21)])
def test_the_code_stays_readable_on_paper(tmp_path: Path, letters: int, version: int) -> None:
    keys.make(tmp_path, office=office().name, on=date(2027, 1, 1))
    statement = certify(
        CERTIFICATE.number, "A" * letters, CERTIFICATE.category,
        since=CERTIFICATE.since, through=CERTIFICATE.through, on=CERTIFICATE.issued_on, signer=keys.current(tmp_path),
    )  # fmt: skip
    made = code(f"https://sdo.office.example/directory/check/#{statement}", "a code")
    assert made.version <= version
    assert made.size <= 52
    assert made.size / (17 + 4 * made.version + 8) >= 0.4


def test_a_long_name_leaves_one_page() -> None:
    made = certificate(replace(CERTIFICATE, firm="Very Long Name Of A Firm " * 8), office(), PROOF)
    assert len(pypdfium2.PdfDocument(made)) == 1


def test_the_templates_are_shipped() -> None:
    assert {path.name for path in TEMPLATES.iterdir()} >= {
        "office.typ",
        "receipt.typ",
        "decision.typ",
        "certificate.typ",
        "mark.svg",
    }
