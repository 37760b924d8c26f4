"""What is inside a file: active content, locks, bombs, other files hidden in it. Bytes in, sentences out.

It reads what strangers send. It runs only in a process that is bounded (inspection.py).
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import IO, Final

import pikepdf
from PIL import Image

from opensdo.papers.documents.rules import JPEG, LOCKED, MEGABYTE, MOST_PAGES, OLE, PDF, PNG, Kind, NotAccepted

MOST_UNPACKED: Final = 200 * MEGABYTE
LARGEST_MEMBER: Final = 64 * MEGABYTE
MOST_MEMBERS: Final = 4000
MOST_PACKED_TO_ONE: Final = 200
MOST_PIXELS: Final = 100_000_000
MOST_SAMPLES: Final = 300_000_000  # one for each colour of each pixel: twice that has to fit into the memory of a child
DEEPEST: Final = 100
END_OF_PDF: Final = 8 * 1024
Image.MAX_IMAGE_PIXELS = None  # ours is asked before anything is unpacked, and says what to do
ACTIVE = ("/JavaScript", "/JS", "/Launch", "/SubmitForm", "/ImportData", "/RichMedia", "/XFA", "/EmbeddedFile")
RUNS: Final = (".exe", ".js", ".vbs", ".bat", ".cmd", ".scr", ".hta", ".ps1")
PACKED: Final = (".zip", ".docx", ".xlsx", ".docm", ".xlsm", ".rar", ".7z", ".gz", ".jar", ".doc", ".xls", ".pdf")
BOMB: Final = "This file unpacks to far more than it should. Save it as a PDF and send that."
MACROS: Final = "This file has macros in it. Save it without macros, or as a PDF, and send that."
INSIDE: Final = "This file has other files in it. Save it as a PDF and send that."
DAMAGED: Final = "This file is damaged: we cannot open it. Save it again and send the new file."


def examine(kind: Kind, content: IO[bytes]) -> int | None:
    """Look inside. Returns the number of pages where that means something; raises NotAccepted."""
    content.seek(0)
    if kind is PDF:
        return _examine_pdf(content)
    if kind in (JPEG, PNG):
        _examine_picture(content)
        return 1
    try:
        for _ in members(content):
            pass
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as broken:
        raise NotAccepted(DAMAGED) from broken
    return None


def _examine_pdf(content: IO[bytes]) -> int:
    whole = content.read()
    if b"PK\x05\x06" in whole[-70_000:] and zipfile.is_zipfile(BytesIO(whole)):
        raise NotAccepted("This PDF has another file hidden in it. Print it to a new PDF and send that one.")
    if b"%%EOF" not in whole[-END_OF_PDF:]:
        raise NotAccepted("This PDF is damaged: its end is missing. Save it again and send the new file.")
    try:
        with pikepdf.open(BytesIO(whole)) as pdf:
            if pdf.is_encrypted:
                raise NotAccepted("This PDF is locked. Save a copy without a password and send that one.")
            pages = len(pdf.pages)
            if not pages:
                raise NotAccepted("This PDF is damaged: it has no page. Save it again and send the new file.")
            if pages > MOST_PAGES:
                raise NotAccepted(f"This PDF has more than {MOST_PAGES:,} pages. Send only the part that we ask for.")
            if found := next(_active(pdf), None):
                raise NotAccepted(f"This PDF {found}. Print it to a new PDF and send that one.")
            return pages
    except pikepdf.PasswordError as locked:
        raise NotAccepted("This PDF is locked. Save a copy without a password and send that one.") from locked
    except (pikepdf.PdfError, ValueError, RuntimeError, RecursionError) as broken:
        raise NotAccepted("This PDF is damaged: we cannot open it. Save it again and send the new file.") from broken


def _active(pdf: pikepdf.Pdf) -> Iterator[str]:
    if pdf.attachments:
        yield "has files attached to it"
    for thing in _dictionaries(pdf):
        kinds = {str(value) for key in ("/S", "/Type") if isinstance(value := thing.get(key), pikepdf.Name)}
        if "/EmbeddedFile" in kinds or "/Filespec" in kinds and "/EF" in thing:
            yield "has files attached to it"
        if any(name in thing or name in kinds for name in ACTIVE):
            yield "can run something by itself"


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every dictionary: the listed objects, and what stands directly inside them."""
    waiting: list[tuple[pikepdf.Object, int]] = [(thing, 0) for thing in (pdf.trailer, *pdf.objects)]
    while waiting:
        thing, depth = waiting.pop()
        if depth > DEEPEST:
            raise ValueError("nested too deeply")
        if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
            yield thing
            inside = [value for _, value in thing.items()]
        elif isinstance(thing, pikepdf.Array):
            inside = list(thing)
        else:
            continue
        waiting += [
            (value, depth + 1) for value in inside if isinstance(value, pikepdf.Object) and not value.is_indirect
        ]


def _examine_picture(content: IO[bytes]) -> None:
    try:
        with Image.open(content, formats=("JPEG", "PNG")) as picture:
            pixels = picture.width * picture.height
            if pixels > MOST_PIXELS or pixels * len(picture.getbands()) > MOST_SAMPLES:
                raise NotAccepted("This picture is too large to look at. Make it smaller and send it again.")
            picture.draft("RGB", (picture.width // 8, picture.height // 8))
            picture.load()  # to the end: a picture that was cut off in sending is half a paper
    except NotAccepted:
        raise
    except Exception as broken:  # the decoders raise many kinds, and none of them means that the picture is good
        raise NotAccepted(
            "This picture is damaged: we cannot open it. Save it again and send the new file."
        ) from broken
    content.seek(0)
    if zipfile.is_zipfile(content):
        raise NotAccepted("This picture has another file hidden in it. Save it as a new picture and send that one.")


def members(content: IO[bytes]) -> Iterator[tuple[str, bytes]]:
    """The parts of an office file, each unpacked within bounds, whatever its head says. Raises NotAccepted."""
    with zipfile.ZipFile(content) as packed:
        listed = packed.infolist()
        _look_over(listed)
        left = MOST_UNPACKED
        for member in listed:
            if member.is_dir():
                continue
            with packed.open(member) as part:
                body = part.read(min(LARGEST_MEMBER, left) + 1)
            left -= len(body)
            if left < 0 or len(body) > LARGEST_MEMBER:
                raise NotAccepted(BOMB)
            if body.startswith((b"PK\x03\x04", OLE, b"MZ", b"Rar!", b"7z\xbc\xaf")):
                raise NotAccepted(INSIDE)
            if member.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in body[:2000]:
                raise NotAccepted(DAMAGED)  # office programs write none; one that is there may unfold without end
            yield member.filename, body


def _look_over(listed: list[zipfile.ZipInfo]) -> None:
    if len(listed) > MOST_MEMBERS or sum(member.file_size for member in listed) > MOST_UNPACKED:
        raise NotAccepted(BOMB)
    if any(m.file_size > MEGABYTE and m.file_size > MOST_PACKED_TO_ONE * max(m.compress_size, 1) for m in listed):
        raise NotAccepted(BOMB)
    if any(member.flag_bits & 1 for member in listed):
        raise NotAccepted(LOCKED)
    names = [member.filename.lower() for member in listed]
    if any("vbaproject" in name or name.endswith(RUNS) for name in names):
        raise NotAccepted(MACROS)
    if any("embeddings/" in name or "activex" in name or name.endswith(PACKED) for name in names):
        raise NotAccepted(INSIDE)
