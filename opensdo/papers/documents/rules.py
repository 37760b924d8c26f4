"""Is this file what it says it is, and is it safe to keep? Pure: bytes in, sentences out."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from typing import IO, Final

import pikepdf
import puremagic
from PIL import Image

MEGABYTE: Final = 1024 * 1024
LARGEST: Final = 25 * MEGABYTE
LONGEST_NAME: Final = 200
MOST_UNPACKED: Final = 400 * MEGABYTE
MOST_PACKED_TO_ONE: Final = 200
MOST_PIXELS: Final = 120_000_000
HEAD: Final = 4096


@dataclass(frozen=True)
class Kind:
    """One accepted type: how it is called, which endings it may have, what browsers claim for it."""

    content_type: str
    words: str
    endings: tuple[str, ...]
    claims: tuple[str, ...]


PDF = Kind("application/pdf", "PDF", (".pdf",), ("application/pdf", "application/x-pdf"))
JPEG = Kind("image/jpeg", "JPEG picture", (".jpg", ".jpeg"), ("image/jpeg", "image/pjpeg", "image/jpg"))
PNG = Kind("image/png", "PNG picture", (".png",), ("image/png", "image/x-png"))
OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = Kind(f"{OFFICE}wordprocessingml.document", "Word document", (".docx",), (f"{OFFICE}wordprocessingml.document",))
XLSX = Kind(f"{OFFICE}spreadsheetml.sheet", "Excel workbook", (".xlsx",), (f"{OFFICE}spreadsheetml.sheet",))
ACCEPTED: Final = (PDF, JPEG, PNG, DOCX, XLSX)
ANY_CLAIM: Final = ("", "application/octet-stream", "binary/octet-stream", "application/zip")
OFFER: Final = "Send a PDF, a JPEG or PNG picture, a Word document (.docx) or an Excel workbook (.xlsx)."

ACTIVE = ("/JavaScript", "/JS", "/Launch", "/SubmitForm", "/ImportData", "/RichMedia", "/XFA")
UNSAFE_IN_A_NAME = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069/\\:*?\"<>|]+")


class NotAccepted(Exception):
    """A plain sentence that says what is wrong with the file and what to do."""


def clean_name(name: str) -> str:
    """The last part of a path, without what could fool an eye or a shell; the ending stays."""
    last = PurePath(name.replace("\\", "/")).name
    plain = UNSAFE_IN_A_NAME.sub(" ", last).strip(" .") or "file"
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        return plain[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"


def kind_of(name: str, claimed_type: str, content: IO[bytes]) -> Kind:
    """Content, ending and claim must agree. Raises NotAccepted."""
    content.seek(0)
    head = content.read(HEAD)
    by_content = _by_content(head, content)
    if by_content is None:
        raise NotAccepted(f"We cannot use this type of file. {OFFER}")
    ending = PurePath(name.lower()).suffix
    if ending not in by_content.endings:
        said = f"“{ending}”" if ending else "nothing"
        raise NotAccepted(
            f"The file name ends in {said}, but inside it is a {by_content.words}. Save it again and send that."
        )
    claim = claimed_type.split(";")[0].strip().lower()
    if claim not in (*by_content.claims, *ANY_CLAIM):
        raise NotAccepted(f"Your browser calls this file “{claim[:60]}”, but it is a {by_content.words}. {OFFER}")
    return by_content


def examine(kind: Kind, content: IO[bytes]) -> int | None:
    """Look inside. Returns the number of pages where that means something; raises NotAccepted."""
    content.seek(0)
    match kind:
        case _ if kind is PDF:
            return _examine_pdf(content)
        case _ if kind in (JPEG, PNG):
            _examine_picture(content)
            return 1
        case _:
            _examine_office(content)
            return None


def _by_content(head: bytes, content: IO[bytes]) -> Kind | None:
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"PK\x03\x04"):
        return _office_kind(content)
    try:
        found = puremagic.from_string(head, mime=True)
    except (puremagic.PureError, ValueError):
        return None
    return next((kind for kind in ACCEPTED if kind.content_type == found and kind not in (PDF, JPEG, PNG)), None)


def _office_kind(content: IO[bytes]) -> Kind | None:
    try:
        names = set(zipfile.ZipFile(content).namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return None
    if "[Content_Types].xml" not in names:
        return None
    return DOCX if "word/document.xml" in names else XLSX if "xl/workbook.xml" in names else None


def _examine_pdf(content: IO[bytes]) -> int:
    whole = content.read()
    if b"PK\x05\x06" in whole[-70_000:] and zipfile.is_zipfile(BytesIO(whole)):
        raise NotAccepted("This PDF has another file hidden in it. Print it to a new PDF and send that one.")
    try:
        with pikepdf.open(BytesIO(whole)) as pdf:
            if pdf.is_encrypted:
                raise NotAccepted("This PDF is locked. Save a copy without a password and send that one.")
            if found := next(_active(pdf), None):
                raise NotAccepted(f"This PDF {found}. Print it to a new PDF and send that one.")
            return len(pdf.pages)
    except pikepdf.PasswordError as locked:
        raise NotAccepted("This PDF is locked. Save a copy without a password and send that one.") from locked
    except (pikepdf.PdfError, ValueError, RecursionError) as broken:
        raise NotAccepted("This PDF is damaged: we cannot open it. Save it again and send the new file.") from broken


def _active(pdf: pikepdf.Pdf) -> Iterator[str]:
    if pdf.attachments:
        yield "has files attached to it"
    for thing in _dictionaries(pdf):
        kinds = {str(value) for key in ("/S", "/Type") if isinstance(value := thing.get(key), pikepdf.Name)}
        if any(name in thing or name in kinds for name in ACTIVE):
            yield "can run something by itself"


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every dictionary: the listed objects, and what stands directly inside them."""
    waiting: list[pikepdf.Object] = [pdf.trailer, *pdf.objects]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
            yield thing
            inside = [value for _, value in thing.items()]
        elif isinstance(thing, pikepdf.Array):
            inside = list(thing)
        else:
            continue
        waiting += [value for value in inside if isinstance(value, pikepdf.Object) and not value.is_indirect]


def _examine_picture(content: IO[bytes]) -> None:
    try:
        with Image.open(content, formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise NotAccepted("This picture is too large to look at. Make it smaller and send it again.")
            picture.verify()
    except NotAccepted:
        raise
    except Exception as broken:  # the decoders raise many kinds, and none of them means that the picture is good
        raise NotAccepted(
            "This picture is damaged: we cannot open it. Save it again and send the new file."
        ) from broken
    content.seek(0)
    if zipfile.is_zipfile(content):
        raise NotAccepted("This picture has another file hidden in it. Save it as a new picture and send that one.")


def _examine_office(content: IO[bytes]) -> None:
    with zipfile.ZipFile(content) as packed:
        members = packed.infolist()
        if sum(member.file_size for member in members) > MOST_UNPACKED or any(
            member.file_size > MEGABYTE and member.file_size > MOST_PACKED_TO_ONE * max(member.compress_size, 1)
            for member in members
        ):
            raise NotAccepted("This file unpacks to far more than it should. Save it as a PDF and send that.")
        if any(member.flag_bits & 1 for member in members):
            raise NotAccepted("This file is locked. Save a copy without a password and send that one.")
        names = [member.filename.lower() for member in members]
        if any(name.endswith(("vbaproject.bin", ".exe", ".js", ".vbs")) for name in names):
            raise NotAccepted("This file has macros in it. Save it without macros, or as a PDF, and send that.")
        if any("embeddings/" in name or "activex" in name for name in names):
            raise NotAccepted("This file has other files in it. Save it as a PDF and send that.")
