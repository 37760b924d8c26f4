"""Open bytes have no name and, where the system can, no place on a disk: not while they arrive, not while we look."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, Final, cast

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from opensdo.papers.documents.rules import LARGEST

MOST: Final = LARGEST + 1  # one byte more tells that it was too large


def unnamed() -> IO[bytes]:
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("plain"), "w+b")
    return cast(IO[bytes], tempfile.TemporaryFile())


@contextmanager
def plain() -> Iterator[IO[bytes]]:
    with unnamed() as content:
        yield content


class InMemory(FileUploadHandler):
    """Takes one file as it arrives. Of one that is too large only so much is kept that its receiver can say so."""

    content: IO[bytes]

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.content = unnamed()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.content.write(raw_data[: max(MOST - start, 0)])

    def file_complete(self, file_size: int) -> UploadedFile[Any]:
        self.content.seek(0)
        return UploadedFile(
            self.content, self.file_name, self.content_type, file_size, self.charset, self.content_type_extra
        )

    def upload_interrupted(self) -> None:
        if hasattr(self, "content"):
            self.content.close()
