"""Small files of every sort, made here: honest ones and ones that mean harm."""

from __future__ import annotations

import io
import zipfile

import pikepdf
from PIL import Image


def pdf(*, pages: int = 2, password: str = "", script: bool = False, attachment: bool = False) -> bytes:
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page()
    if script:
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    if attachment:
        made.attachments["inside.txt"] = b"hidden"
    out = io.BytesIO()
    made.save(out, encryption=pikepdf.Encryption(owner=password, user=password) if password else False)
    return out.getvalue()


def picture(form: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, form)
    return out.getvalue()


def office(main: str = "word/document.xml", more: dict[str, bytes] | None = None) -> bytes:
    return packed({"[Content_Types].xml": b"<Types/>", main: b"<w/>"} | (more or {}))


def packed(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return out.getvalue()


def bomb() -> bytes:
    return office(more={"word/media/1.bin": b"\0" * (300 * 1024 * 1024)})
