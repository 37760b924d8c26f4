"""Small files of every sort, made here: honest ones and ones that mean harm."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pikepdf
from PIL import Image

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-" + b"TEST-FILE!$H+H*"
CLEAN_BUT_FOUND = b"what only the stand-in scanner knows"
TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def pdf(
    *,
    pages: int = 2,
    password: str = "",
    script: bool = False,
    attachment: bool = False,
    action: str = "",
    text: str = "",
) -> bytes:
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page()
    if script:
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    if action:
        made.pages[0].AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name(action)))
    if attachment:
        made.attachments["inside.txt"] = b"hidden"
    if text:
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        made.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        made.pages[0].Contents = made.make_stream(f"BT /F1 24 Tf 72 600 Td ({text}) Tj ET".encode())
    out = io.BytesIO()
    made.save(out, encryption=pikepdf.Encryption(owner=password, user=password) if password else False)
    return out.getvalue()


def wide_pdf(side: int = 10**9) -> bytes:
    """A page that says it is so many points wide: 10 to the 9 are more than 200 miles."""
    made = pikepdf.new()
    made.add_blank_page()
    made.pages[0].MediaBox = pikepdf.Array([0, 0, side, side])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def wide_jpeg() -> bytes:
    """Its head promises 65,500 x 65,500 pixels."""
    body = bytearray(picture("JPEG"))
    place = body.index(b"\xff\xc0") + 5
    body[place : place + 4] = struct.pack("!HH", 65_500, 65_500)
    return bytes(body)


def deep_pdf(depth: int = 60_000) -> bytes:
    """Dictionaries in dictionaries, deeper than any reader's stack."""
    return pdf(pages=1).replace(b"/Pages", b"/Deep " + b"<</A " * depth + b"1" + b">>" * depth + b"/Pages", 1)


def endless_pdf() -> bytes:
    """A page tree whose branch is its own root, and an array nested a thousand deep."""
    nested = b"[" * 1000 + b"]" * 1000
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/Deep " + nested + b">>endobj\n"
        b"2 0 obj<</Type/Pages/Count 2/Kids[2 0 R 2 0 R]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )


def picture(form: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, form)
    return out.getvalue()


def huge_picture(side: int = 30_000, *, colours: int = 0) -> bytes:
    """A PNG whose head promises side x side pixels, of these colours: 0 are greys, 6 four colours for each."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack("!L", len(body)) + name + body + struct.pack("!L", zlib.crc32(name + body))

    head = chunk(b"IHDR", struct.pack("!LLBBBBB", side, side, 8, colours, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


def office(main: str = "word/document.xml", more: dict[str, bytes] | None = None) -> bytes:
    return packed({"[Content_Types].xml": TYPES, main: b"<w/>"} | (more or {}))


def letter(*lines: str) -> bytes:
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    body = f'<w:document xmlns:w="{WORD}"><w:body>{paragraphs}</w:body></w:document>'
    return office(more={"word/document.xml": body.encode()})


def workbook(*rows: tuple[str, ...]) -> bytes:
    lines = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>" for row in rows
    )
    sheet = f'<worksheet xmlns="{SHEET}"><sheetData>{lines}</sheetData></worksheet>'
    book = f'<workbook xmlns="{SHEET}" xmlns:r="{RELATED}"><sheets><sheet name="Sums" r:id="r1"/></sheets></workbook>'
    related = '<Relationships xmlns="x"><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>'
    return office(
        "xl/workbook.xml",
        more={
            "xl/workbook.xml": book.encode(),
            "xl/_rels/workbook.xml.rels": related.encode(),
            "xl/worksheets/sheet1.xml": sheet.encode(),
        },
    )


def packed(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return out.getvalue()


def bomb(megabytes: int = 300) -> bytes:
    return office(more={"word/media/1.bin": b"\0" * (megabytes * 1024 * 1024)})


def lying_bomb() -> bytes:
    """Its list of contents says that the large part is small."""
    honest = bomb(80)
    size, claimed = struct.pack("<L", 80 * 1024 * 1024), struct.pack("<L", 1000)
    return honest.replace(size, claimed)


def old_container(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + stream.encode("utf-16-le") + b"\0" * 600
