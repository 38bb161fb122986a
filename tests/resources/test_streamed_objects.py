"""Objects whose size is not known beforehand: there whole or not at all, in bounded memory."""

from __future__ import annotations

import hashlib
import io
import os
import resource
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ClientError

from resources import object_store
from resources.object_store import ObjectStore
from resources.settings import Settings
from sandbox.embedded.object_store import ObjectStoreServer
from tests.forked import killed_at

KEY = "backups/one.dump"
MEGABYTE = 1 << 20
PART = 5 * MEGABYTE
"""The least that S3 takes."""


class Sent(io.BytesIO):
    """A body as botocore reads it."""

    def stream(self) -> Iterator[bytes]:
        """All of it."""
        yield self.read()


def again(store: ObjectStore, server: ObjectStoreServer) -> ObjectStore:
    """The same bucket through a connection of its own."""
    given = {
        "s3_endpoint_url": server.endpoint,
        "s3_bucket": store.bucket,
        "aws_access_key_id": server.access_key,
        "aws_secret_access_key": server.secret_key,
    }
    return ObjectStore.from_settings(Settings.model_validate(given))


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several parts without much to store."""
    monkeypatch.setattr(object_store, "PART_BYTES", PART)


def uploads(store: ObjectStore) -> list[str]:
    """Keys of uploads that nobody finished."""
    found = store.client.list_multipart_uploads(Bucket=store.bucket, Prefix="backups/")
    return [upload["Key"] for upload in found.get("Uploads", [])]


@pytest.mark.parametrize("size", [0, 1, PART - 1, PART, PART + 1, 2 * PART + 7])
def test_what_comes_in_blocks_is_stored_whole(store: ObjectStore, size: int) -> None:
    content = os.urandom(size)
    blocks = (content[at : at + MEGABYTE] for at in range(0, size, MEGABYTE))
    stored = store.put_stream(KEY, blocks, boundary="test.stream")
    assert (stored.key, stored.size, stored.sha256) == (KEY, size, hashlib.sha256(content).hexdigest())
    assert store.get(KEY) == content
    assert uploads(store) == []


def test_blocks_that_fail_leave_nothing(store: ObjectStore) -> None:
    def blocks() -> Iterator[bytes]:
        yield bytes(PART + 1)
        assert uploads(store) == [KEY]
        raise ValueError("the source went away")

    with pytest.raises(ValueError, match="the source went away"):
        store.put_stream(KEY, blocks(), boundary="test.stream")
    assert (list(store.list("")), uploads(store)) == ([], [])


def test_an_upload_of_a_killed_process_is_invisible_and_given_up_below_its_prefix_only(store: ObjectStore) -> None:
    store.client.create_multipart_upload(Bucket=store.bucket, Key="elsewhere/one.dump")
    store.client.create_multipart_upload(Bucket=store.bucket, Key=KEY)
    assert list(store.list("")) == []
    assert store.abort_uploads("backups/") == 1
    assert store.abort_uploads("backups/") == 0
    assert store.abort_uploads("elsewhere/") == 1


@pytest.mark.parametrize("is_there", [True, False])
def test_a_lost_answer_to_the_last_request_is_settled_by_looking(
    store: ObjectStore, object_store_server: ObjectStoreServer, is_there: bool
) -> None:
    other = again(store, object_store_server)

    def answer_is_lost(request: Any, **_: Any) -> Any:
        if request.method != "POST" or "uploadId" not in request.url:
            return None
        if is_there:
            other.put(KEY, b"content", boundary="test.there")
        words = b"<Error><Code>NoSuchUpload</Code><Message>The upload is not known</Message></Error>"
        return AWSResponse(request.url, 404, HTTPHeaders(), Sent(words))

    store.client.meta.events.register("before-send.s3.CompleteMultipartUpload", answer_is_lost)
    if is_there:
        assert store.put_stream(KEY, [b"content"], boundary="test.stream").size == len(b"content")
    else:
        with pytest.raises(ClientError, match="NoSuchUpload"):
            store.put_stream(KEY, [b"content"], boundary="test.stream")
        assert uploads(store) == []


def test_a_download_says_what_arrived(store: ObjectStore, tmp_path: Any) -> None:
    content = os.urandom(20 * MEGABYTE)
    store.put(KEY, content, boundary="test.put")
    with (tmp_path / "file").open("w+b") as file:
        found = store.download(KEY, file)
        assert (found.size, found.sha256) == (len(content), hashlib.sha256(content).hexdigest())
        assert file.read() == content
        with pytest.raises(KeyError, match="gone"):
            store.download("gone", file)


def test_memory_stays_the_same_however_much_is_streamed(
    store: ObjectStore, object_store_server: ObjectStoreServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()

    def stream() -> None:
        client = again(store, object_store_server)
        client.put_stream("backups/warm", [b"x"], boundary="test.stream")
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        client.put_stream(KEY, (bytes(MEGABYTE) for _ in range(300)), boundary="test.stream")
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        client.put("grown", str(grown).encode(), boundary="test.grown")

    assert killed_at("none", stream) == 0
    assert int(store.get("grown")) < 150 * 1024
