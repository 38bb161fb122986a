"""The object store: any S3 API. Every put and delete is a named durable boundary."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from resources.durable import durable
from resources.errors import IntegrityError
from resources.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

DELETE_AT_ONCE = 1000


@dataclass(frozen=True)
class StoredObject:
    """A key with its size in bytes and, when it was just written or read, the hex SHA-256 of its content."""

    key: str
    size: int
    sha256: str | None = None


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
        """
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

    def get(self, key: str) -> bytes:
        """The whole content. Raises KeyError when there is no such object."""
        try:
            return self.client.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        except self.client.exceptions.NoSuchKey:
            raise KeyError(key) from None

    def list(self, prefix: str) -> Iterator[StoredObject]:
        """Objects whose keys start with the prefix, in key order."""
        for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix):
            for entry in page.get("Contents", []):
                yield StoredObject(entry["Key"], entry["Size"])

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
