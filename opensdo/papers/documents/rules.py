"""What is taken: which kinds of file, under which names, how large, and the sentence for each that is not."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO, Final

import puremagic

MEGABYTE: Final = 1024 * 1024
LARGEST: Final = 25 * MEGABYTE
MOST_PAGES: Final = 1000
LONGEST_NAME: Final = 200
HEAD: Final = 4096
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


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
ACCEPTED: Final = {kind.content_type: kind for kind in (PDF, JPEG, PNG, DOCX, XLSX)}
ANY_CLAIM: Final = (
    *("", "application/octet-stream", "binary/octet-stream"),
    *("application/zip", "application/x-zip-compressed"),
)
OFFER: Final = "Send a PDF, a JPEG or PNG picture, a Word document (.docx) or an Excel workbook (.xlsx)."
EMPTY: Final = "The file is empty. Look at it on your device, then send the right one."
TOO_LARGE: Final = f"The file is larger than {LARGEST // MEGABYTE} MB. Scan it again smaller, or send it in parts."
LOCKED: Final = "This file is locked. Save a copy without a password and send that one."
BUSY: Final = "We are looking into the files of others. Wait a minute, then send this one again."
NOT_STORED: Final = "We could not store this file, so we kept none of it. Send it again in an hour, or write to us."
UNEXAMINED: Final = "We could not look into this file. Print it to a new PDF and send that one."

# What is said later, of a file that was taken in and could not be checked.
NO_SCANNER: Final = "Our virus scanner does not answer. We try again every hour; you need do nothing."
NOT_NOW: Final = "We could not check this file yet. We try again every hour; you need do nothing."
NO_ANSWER: Final = "We could not look into this file. Print it to a new PDF and send that one."
DAMAGED: Final = "Our copy of this file is damaged. Send the file again."
TRIED_AGAIN: Final = (NO_SCANNER, NOT_NOW)

HEIC: Final = (
    "This is an iPhone picture (HEIC), which we cannot open yet. On the phone, open Settings, Camera, Formats and"
    " choose “Most Compatible”, then take it again. Or open the picture, choose Share, Print, and save it as a PDF."
)
OLD_OFFICE: Final = (
    "This is an old Word or Excel file. Open it and save it as .docx, .xlsx or PDF."
    " On a phone, choose Share, Print, and save it as a PDF."
)
MAIL: Final = "This is a saved e-mail. Open it, choose Print, save it as a PDF and send that one."
TABLE: Final = "This is plain text. Open it in a table or text program, save it as a PDF or .xlsx and send that one."
OTHER_OFFICE: Final = "We cannot open files of this program. Open it there, save it as a PDF and send that one."
OTHER_PICTURE: Final = "We cannot open this type of picture. Save it as a JPEG or PNG picture and send that one."
ARCHIVE: Final = "This is a packed folder. Unpack it and send the files in it one by one."
STREAMS: Final = {  # names inside the old container format, as it writes them
    "EncryptedPackage": LOCKED,
    "__substg1.0_": MAIL,
    "WordDocument": OLD_OFFICE,
    "Workbook": OLD_OFFICE,
    "PowerPoint Document": OLD_OFFICE,
}
PACKED: Final = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"MSCF")
OF_OTHERS: Final = (".pages", ".numbers", ".key", ".odt", ".ods", ".odp", ".pptx", ".ppsx", ".vsdx", ".rtf", ".wpd")
OTHER_PICTURES: Final = (".gif", ".tif", ".tiff", ".webp", ".bmp", ".svg", ".avif", ".dng", ".psd")
MAILS: Final = (".eml", ".emlx", ".mbox", ".msg")
PLAIN: Final = (".csv", ".tsv", ".txt", ".text")

UNSAFE_IN_A_NAME = re.compile(
    '[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff/\\\\:*?"<>|]+'
)
RESERVED: Final = re.compile(r"(?i)\A(con|prn|aux|nul|com\d|lpt\d)(\.|\Z)")


class NotAccepted(Exception):
    """A plain sentence that says what is wrong with the file and what to do."""


def clean_name(name: str) -> str:
    """The last part of a path, without what could fool an eye or a shell; the ending stays."""
    last = PurePath(name.replace("\\", "/").replace("\0", " ")).name
    plain = UNSAFE_IN_A_NAME.sub(" ", last).strip(" .") or "file"
    if RESERVED.match(plain):
        plain = f"file {plain}"
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > 10:
        return plain[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"


def kind_of(name: str, claimed_type: str, content: IO[bytes]) -> Kind:
    """Content, ending and claim must agree. Raises NotAccepted."""
    content.seek(0)
    head = content.read(HEAD)
    ending = PurePath(name.lower()).suffix
    by_content = _by_content(head, content)
    if by_content is None:
        raise NotAccepted(_advice(head, ending, content))
    if ending not in by_content.endings:
        said = f"“{ending[:20]}”" if ending else "nothing"
        raise NotAccepted(
            f"The file name ends in {said}, but inside it is a {by_content.words}."
            f" Save it again so that it ends in “{by_content.endings[0]}”, and send that."
        )
    claim = claimed_type.split(";")[0].strip().lower()
    if claim not in (*by_content.claims, *ANY_CLAIM):
        raise NotAccepted(
            f"Your device calls this file “{claim[:60]}”, but inside it is a {by_content.words}."
            " Print it to a new PDF and send that one."
        )
    return by_content


def begins_like(head: bytes) -> bool:
    """Does it begin as a file that could be read? Marks of two bytes would be found in noise by chance."""
    return head.startswith((b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", OLE, b"Rar!\x1a\x07"))


def _by_content(head: bytes, content: IO[bytes]) -> Kind | None:
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    return _office_kind(content) if head.startswith(b"PK\x03\x04") else None


def _office_kind(content: IO[bytes]) -> Kind | None:
    try:
        names = set(zipfile.ZipFile(content).namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return None
    if "[Content_Types].xml" not in names:
        return None
    return DOCX if "word/document.xml" in names else XLSX if "xl/workbook.xml" in names else None


def _advice(head: bytes, ending: str, content: IO[bytes]) -> str:
    """What it seems to be, and how to make something of it that we take."""
    if head.startswith(OLE):
        content.seek(0)
        whole = content.read(LARGEST)
        return next((words for name, words in STREAMS.items() if name.encode("utf-16-le") in whole), OLD_OFFICE)
    if head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc", b"avif"):
        return HEIC
    for endings, words in ((OF_OTHERS, OTHER_OFFICE), (OTHER_PICTURES, OTHER_PICTURE), (MAILS, MAIL)):
        if ending in endings:
            return words
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", *PACKED)):
        return ARCHIVE
    if ending in PLAIN and b"\0" not in head:
        return TABLE
    if head[:4] in (b"%!PS", b"{\\rt") or _text_type(head):
        return f"We cannot use this type of file. Print it to a PDF and send that one. {OFFER}"
    return f"We cannot use this type of file. {OFFER}"


def _text_type(head: bytes) -> bool:
    try:
        return str(puremagic.from_string(head, mime=True)).startswith("text/")
    except (puremagic.PureError, ValueError):
        return False
