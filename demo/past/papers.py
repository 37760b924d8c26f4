"""The papers of the past: a drawn page for each, which says that it is invented."""

from __future__ import annotations

from functools import cache
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from opensdo.law.checklist import Document

SIZE = (620, 800)


def page(document: Document) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{document.code}.png", _drawn(document.name), "image/png")


@cache
def _drawn(title: str) -> bytes:
    paper = Image.new("L", SIZE, 255)
    pen = ImageDraw.Draw(paper)
    pen.text((50, 60), title, fill=0, font=_font(26))
    for line in range(14):
        pen.line((50, 150 + line * 38, 570 - line % 3 * 60, 150 + line * 38), fill=170, width=3)
    pen.text((50, 720), "Invented for the demonstration.", fill=90, font=_font(18))
    made = BytesIO()
    paper.save(made, "PNG")
    return made.getvalue()


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
