"""A paper as pictures of its pages, and the words on them. Runs in the bounded process only (inspection.py)."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import IO, Any, Final
from xml.etree import ElementTree

import pypdfium2
from PIL import Image, ImageOps

from opensdo.papers.documents.rules import DOCX, JPEG, PDF, PNG, XLSX, Kind, NotAccepted
from opensdo.papers.documents.structure import DAMAGED, members

LONGEST_SIDE: Final = 4000
TRIED: Final = 200
TRIED_SIDE: Final = 1000  # of a page that says it is a mile wide no mile is drawn
MOST_LETTERS: Final = 200_000
MOST_ROWS: Final = 1000
MOST_CELLS: Final = 40
W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
S: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def page(kind: Kind, content: IO[bytes], number: int, width: int) -> tuple[dict[str, Any], bytes]:
    """WebP, at most `width` wide; page numbers begin with 1."""
    picture = _drawn(content, number, width) if kind is PDF else _photographed(content, width)
    made = BytesIO()
    picture.save(made, "WEBP", quality=80, method=3)
    return {"width": picture.width, "height": picture.height}, made.getvalue()


def words(kind: Kind, content: IO[bytes], number: int) -> dict[str, Any]:
    """The text of one page of a PDF; of an office file all of it, as a reading copy."""
    content.seek(0)
    if kind is PDF:
        return {"text": _text(content, number)}
    if kind in (DOCX, XLSX):
        try:
            return {"parts": list(_letter(content) if kind is DOCX else _workbook(content))}
        except (ElementTree.ParseError, KeyError, ValueError, zipfile.BadZipFile) as broken:
            raise NotAccepted(DAMAGED) from broken
    return {"text": ""}


def try_out(kind: Kind, content: IO[bytes]) -> None:
    """Can it be shown? Raises NotAccepted when not."""
    if kind in (DOCX, XLSX):
        words(kind, content, 1)
        return
    try:
        if kind is PDF:
            with _opened(content) as pdf:
                for number in range(min(len(pdf), TRIED)):
                    sheet = pdf[number]
                    sheet.render(scale=min(0.2, TRIED_SIDE / max(*sheet.get_size(), 1))).to_pil()
        else:
            page(kind, content, 1, 400)
    except (pypdfium2.PdfiumError, OSError, ValueError) as broken:
        raise NotAccepted(DAMAGED) from broken


def _opened(content: IO[bytes]) -> Any:
    content.seek(0)
    return pypdfium2.PdfDocument(content)


def _drawn(content: IO[bytes], number: int, width: int) -> Image.Image:
    with _opened(content) as pdf:
        pdf.init_forms()  # else what was typed into a form's fields is not on the picture
        sheet = pdf[number - 1]
        wide, high = sheet.get_size()
        scale = min(width / max(wide, 1), LONGEST_SIDE / max(high, wide, 1))
        drawn: Image.Image = sheet.render(scale=scale).to_pil()
        return drawn.copy()


def _photographed(content: IO[bytes], width: int) -> Image.Image:
    content.seek(0)
    with Image.open(content, formats=("JPEG", "PNG")) as picture:
        picture.draft("RGB", (width, width))
        turned = ImageOps.exif_transpose(picture)
        turned.thumbnail((width, LONGEST_SIDE))
        if turned.mode in ("RGBA", "LA", "P"):
            sheet = Image.new("RGB", turned.size, "white")  # ink on nothing would be invisible on a dark page
            sheet.paste(turned, mask=turned.convert("RGBA").getchannel("A"))
            return sheet
        return turned.convert("RGB")


def _text(content: IO[bytes], number: int) -> str:
    with _opened(content) as pdf:
        found: str = pdf[number - 1].get_textpage().get_text_bounded()
        return found[:MOST_LETTERS]


def _letter(content: IO[bytes]) -> Iterator[dict[str, Any]]:
    """Headers, body, footers and notes, paragraph by paragraph, tables as rows."""
    found = dict(members(content))
    more = sorted(name for name in found if name.startswith(tuple(f"word/{key}" for key in CALLED)))
    for name in ("word/document.xml", *more):
        paragraphs = [_paragraph(each) for each in ElementTree.fromstring(found[name]).iter(f"{W}p")]  # noqa: S314
        text = "\n".join(line for line in paragraphs if line.strip())
        if text:
            yield {"title": "" if name == "word/document.xml" else _called(name), "text": text[:MOST_LETTERS]}


def _called(name: str) -> str:
    return next(word for key, word in CALLED.items() if key in name)


CALLED: Final = {"header": "Header", "footer": "Footer", "footnotes": "Footnotes", "comments": "Comments"}


def _paragraph(paragraph: ElementTree.Element) -> str:
    breaks = {f"{W}tab": "\t", f"{W}br": "\n"}
    return "".join(
        breaks.get(each.tag) or each.text or ""
        for each in paragraph.iter()
        if each.tag in breaks or each.tag == f"{W}t"
    )


def _workbook(content: IO[bytes]) -> Iterator[dict[str, Any]]:
    found = dict(members(content))
    shared = _shared(found.get("xl/sharedStrings.xml"))
    targets = {
        each.get("Id"): (each.get("Target") or "").removeprefix("/xl/")
        for each in ElementTree.fromstring(found.get("xl/_rels/workbook.xml.rels", b"<r/>"))  # noqa: S314
    }
    for sheet in ElementTree.fromstring(found["xl/workbook.xml"]).iter(f"{S}sheet"):  # noqa: S314
        body = found.get(f"xl/{targets.get(sheet.get(f'{R}id'))}")
        if body:
            hidden = sheet.get("state", "visible") != "visible"
            yield {"title": sheet.get("name", ""), "hidden": hidden, "rows": list(_rows(body, shared))}


def _shared(body: bytes | None) -> list[str]:
    if body is None:
        return []
    items = ElementTree.fromstring(body).iter(f"{S}si")  # noqa: S314
    return ["".join(each.text or "" for each in item.iter(f"{S}t")) for item in items]


def _rows(body: bytes, shared: list[str]) -> Iterator[list[str]]:
    for count, row in enumerate(ElementTree.fromstring(body).iter(f"{S}row")):  # noqa: S314
        if count == MOST_ROWS:
            return
        yield [_cell(cell, shared) for cell in list(row.iter(f"{S}c"))[:MOST_CELLS]]


def _cell(cell: ElementTree.Element, shared: list[str]) -> str:
    value = cell.findtext(f"{S}v", "")
    if cell.get("t") == "s" and value.isdigit() and int(value) < len(shared):
        return shared[int(value)]
    if cell.get("t") == "inlineStr":
        return "".join(each.text or "" for each in cell.iter(f"{S}t"))
    return value


def samples() -> Iterator[tuple[Kind, bytes]]:
    """A small file of each kind, to load with."""
    for kind, form in ((JPEG, "JPEG"), (PNG, "PNG"), (PDF, "PDF")):
        made = BytesIO()
        Image.new("RGB", (8, 8), "white").save(made, form)
        yield kind, made.getvalue()
    for kind, name, body in (
        (DOCX, "word/document.xml", f'<d xmlns="{W[1:-1]}"><body><p/></body></d>'),
        (XLSX, "xl/workbook.xml", f'<w xmlns="{S[1:-1]}"/>'),
    ):
        made = BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("[Content_Types].xml", "<Types/>")
            packed.writestr(name, body)
        yield kind, made.getvalue()
