"""The object store: any S3 API. Every put and delete is a named durable boundary."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    FlexibleChecksumError,
    IncompleteReadError,
    ReadTimeoutError,
    ResponseStreamingError,
)

from resources.durable import durable
from resources.errors import AdwarehouseError, IntegrityError
from resources.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

DELETE_AT_ONCE = 1000
READS = 3
"""Attempts at the body of an answer; botocore repeats a request only until its answer begins."""
SPOILED = (FlexibleChecksumError, IncompleteReadError, ReadTimeoutError, ResponseStreamingError)
LONGEST_KEY = 1024
"""Bytes: S3's own limit."""
_UNSAFE = re.compile(r"(^|/)(\.{0,2})(/|$)|[\x00-\x1f\x7f\\]|[\ud800-\udfff]")
"""Keys become paths wherever a store keeps files, or somebody copies a bucket to a disk."""
PART_BYTES = 16 << 20
"""Of a streamed object; S3 takes 10,000 parts, so every thousand of them are larger than those before."""


@dataclass(frozen=True)
class StoredObject:
    """A key with its size in bytes; of what was just written or read the hex SHA-256, of what was listed its age."""

    key: str
    size: int
    sha256: str | None = None
    modified_at: dt.datetime | None = None


class UnsafeKey(AdwarehouseError):
    """A key has a part that is empty, `.` or `..`, or a character that is none of a file's name."""


def check_key(key: str) -> None:
    """Raises UnsafeKey for a key that could lead out of its prefix once it is taken for a path."""
    if not key or _UNSAFE.search(key) or len(key.encode()) > LONGEST_KEY:
        raise UnsafeKey(
            f"expected a key of at most {LONGEST_KEY:,} bytes without empty, `.` or `..` parts, backslashes or control "
            f"characters, got {key[:100]!a}"
        )


class ObjectStore:
    """One bucket. Keys are relative to it; contents are verified by SHA-256 on the way in."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self.client = client
        self.bucket = bucket

    @classmethod
    def from_settings(cls, settings: Settings) -> ObjectStore:
        """The configured bucket.

        Raises:
            ConfigurationError: a needed setting is missing.
        """
        client = boto3.client(
            "s3",
            endpoint_url=settings.s3_endpoint_url,
            aws_access_key_id=settings.require("aws_access_key_id"),
            aws_secret_access_key=settings.require("aws_secret_access_key"),
            region_name=settings.aws_region,
            config=Config(
                s3={"addressing_style": "path"}, retries={"mode": "standard", "max_attempts": 5}, read_timeout=60
            ),
        )
        return cls(client, settings.s3_bucket)

    def put(self, key: str, content: bytes, *, boundary: str, once: bool = False) -> StoredObject:
        """Write an object; the store refuses it when the bytes that arrive have another SHA-256.

        With `once`, an existing object is left alone if it has the same content.

        Raises:
            IntegrityError: `once`, and another content is stored under the key.
            UnsafeKey: the key could lead out of its prefix.
        """
        check_key(key)
        digest = hashlib.sha256(content)
        checksum = base64.b64encode(digest.digest()).decode()
        try:
            with durable(boundary):
                if once:
                    self.client.put_object(
                        Bucket=self.bucket, Key=key, Body=content, ChecksumSHA256=checksum, IfNoneMatch="*"
                    )
                else:
                    self.client.put_object(Bucket=self.bucket, Key=key, Body=content, ChecksumSHA256=checksum)
        except ClientError as error:
            if not once or error.response["Error"]["Code"] != "PreconditionFailed":
                raise
            if hashlib.sha256(self.get(key)).digest() != digest.digest():
                raise IntegrityError(f"object {key} exists with another content; it is written once") from None
        return StoredObject(key, len(content), digest.hexdigest())

    def put_stream(self, key: str, blocks: Iterable[bytes], *, boundary: str) -> StoredObject:
        """Write an object whose size is not known yet, part by part in bounded memory; the store checks each part.

        It exists whole or not at all: when the blocks or the store fail, the upload is given up. What a killed process
        leaves is invisible; `abort_uploads` finds it.
        """
        with durable("upload.begin"):
            upload = self.client.create_multipart_upload(Bucket=self.bucket, Key=key, ChecksumAlgorithm="SHA256")
        upload_id, digest, size = upload["UploadId"], hashlib.sha256(), 0
        parts: list[CompletedPartTypeDef] = []
        try:
            for number, part in enumerate(_parts(blocks), 1):
                digest.update(part)
                size += len(part)
                parts.append(self._put_part(key, upload_id, number, part))
            self._complete(key, upload_id, parts, size, boundary)
        except BaseException:
            with suppress(BotoCoreError, ClientError):
                self._abort(key, upload_id)
            raise
        return StoredObject(key, size, digest.hexdigest())

    def abort_uploads(self, prefix: str) -> int:
        """Give up streamed objects below the prefix that nobody finished; returns how many there were."""
        pages = self.client.get_paginator("list_multipart_uploads").paginate(Bucket=self.bucket, Prefix=prefix)
        found = [(upload["Key"], upload["UploadId"]) for page in pages for upload in page.get("Uploads", [])]
        for key, upload_id in found:
            self._abort(key, upload_id)
        return len(found)

    def _put_part(self, key: str, upload_id: str, number: int, content: bytes) -> CompletedPartTypeDef:
        checksum = base64.b64encode(hashlib.sha256(content).digest()).decode()
        with durable("upload.part"):
            answer = self.client.upload_part(
                Bucket=self.bucket,
                Key=key,
                UploadId=upload_id,
                PartNumber=number,
                Body=content,
                ChecksumSHA256=checksum,
            )
        return {"PartNumber": number, "ETag": answer["ETag"], "ChecksumSHA256": checksum}

    def _complete(self, key: str, upload_id: str, parts: list[CompletedPartTypeDef], size: int, boundary: str) -> None:
        """An answer that was lost on its way is asked for again, and by then the store may not know the upload."""
        try:
            with durable(boundary):
                self.client.complete_multipart_upload(
                    Bucket=self.bucket, Key=key, UploadId=upload_id, MultipartUpload={"Parts": parts}
                )
        except self.client.exceptions.NoSuchUpload:
            if [item.size for item in self.list(key) if item.key == key] != [size]:
                raise

    def _abort(self, key: str, upload_id: str) -> None:
        with durable("upload.abort"):
            self.client.abort_multipart_upload(Bucket=self.bucket, Key=key, UploadId=upload_id)

    def download(self, key: str, file: IO[bytes]) -> StoredObject:
        """The content into a file, in bounded memory; its size and SHA-256 are those of what arrived.

        Raises:
            KeyError: there is no such object.
        """
        try:
            self.client.download_fileobj(self.bucket, key, file)
        except ClientError as error:
            if error.response["Error"]["Code"] not in ("404", "NoSuchKey"):
                raise
            raise KeyError(key) from None
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256")  # type: ignore[arg-type]
        file.seek(0)
        return StoredObject(key, size, digest.hexdigest())

    def get(self, key: str) -> bytes:
        """The whole content; asked for again when an answer breaks off or is spoiled on its way.

        Raises:
            KeyError: there is no such object.
            UnsafeKey: no object has such a key.
            IntegrityError: it does not have the checksum that it was stored with.
        """
        check_key(key)
        for _ in range(READS - 1):
            with suppress(*SPOILED):
                return self._get(key)
        try:
            return self._get(key)
        except FlexibleChecksumError as error:
            raise IntegrityError(f"object {key} was changed since it was stored: {error}") from None

    def _get(self, key: str) -> bytes:
        try:
            return self.client.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        except self.client.exceptions.NoSuchKey:
            raise KeyError(key) from None

    def list(self, prefix: str) -> Iterator[StoredObject]:
        """Objects whose keys start with the prefix, in key order."""
        for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix):
            for entry in page.get("Contents", []):
                yield StoredObject(entry["Key"], entry["Size"], modified_at=entry["LastModified"])

    def delete(self, keys: Iterable[str], *, boundary: str) -> int:
        """Delete objects; absent keys are fine. Returns how many were asked for."""
        pending = list(dict.fromkeys(keys))
        for start in range(0, len(pending), DELETE_AT_ONCE):
            chunk = pending[start : start + DELETE_AT_ONCE]
            with durable(boundary):
                self.client.delete_objects(
                    Bucket=self.bucket, Delete={"Objects": [{"Key": key} for key in chunk], "Quiet": True}
                )
        return len(pending)


def _parts(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in parts for the store, at least one."""
    pending, number = bytearray(), 0
    for block in blocks:
        pending += block
        while len(pending) >= (wanted := PART_BYTES * (1 + number // 1000)):
            yield bytes(pending[:wanted])
            del pending[:wanted]
            number += 1
    if pending or not number:
        yield bytes(pending)
