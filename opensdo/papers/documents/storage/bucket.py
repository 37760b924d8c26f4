"""Sealed files in a bucket of any store that speaks S3. Needs the extra `s3`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from opensdo.papers.documents.rules import MEGABYTE
from opensdo.papers.documents.storage.missing import Missing, Unavailable

PATIENCE: Final = Config(
    connect_timeout=5,
    read_timeout=30,
    retries={"max_attempts": 3, "mode": "standard"},
    s3={"addressing_style": "path"},
    # many stores do not know the newer checksums of the library; ours is in the database
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)
ABSENT: Final = ("NoSuchKey", "404", "NotFound")


class Bucket:
    """Who may write to it is told to boto3 in its own ways: environment, file or role of the machine."""

    def __init__(self, name: str, prefix: str, endpoint: str) -> None:
        self.name, self.prefix = name, f"{prefix}/" if prefix else ""
        self.client: Any = boto3.client("s3", endpoint_url=endpoint or None, config=PATIENCE)

    def put(self, name: str, chunks: Iterable[bytes]) -> None:
        """The store shows an object when all of it has arrived. What waits on the disk meanwhile is sealed."""
        try:
            with SpooledTemporaryFile(max_size=4 * MEGABYTE) as sealed:
                for chunk in chunks:
                    sealed.write(chunk)
                sealed.seek(0)
                self.client.put_object(Bucket=self.name, Key=self.prefix + name, Body=sealed)
        except (ClientError, BotoCoreError, OSError) as error:
            raise Unavailable(type(error).__name__) from error

    @contextmanager
    def get(self, name: str) -> Iterator[IO[bytes]]:
        try:
            found = self.client.get_object(Bucket=self.name, Key=self.prefix + name)["Body"]
        except ClientError as error:
            if error.response["Error"]["Code"] in ABSENT:
                raise Missing(name) from None
            raise Unavailable(type(error).__name__) from error
        except BotoCoreError as error:
            raise Unavailable(type(error).__name__) from error
        try:
            yield found
        except BotoCoreError as error:  # the connection broke off in the middle
            raise Unavailable(type(error).__name__) from error
        finally:
            found.close()

    def remove(self, name: str) -> None:
        self.client.delete_object(Bucket=self.name, Key=self.prefix + name)

    def names(self, *, before: datetime | None = None) -> Iterator[str]:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=self.prefix)
        for page in pages:
            for each in page.get("Contents", ()):
                if before is None or each["LastModified"] < before:
                    yield each["Key"].removeprefix(self.prefix)

    def clear_half_made(self, *, before: datetime) -> int:
        """None: a store shows and counts an object when all of it has arrived."""
        return 0
