"""An object that is written once, and a store whose answer comes too late: the second attempt meets the first one's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import boto3
import pytest
from botocore.config import Config

from resources.errors import IntegrityError
from resources.object_store import ObjectStore
from sandbox.embedded.object_store import REGION, ObjectStoreServer
from tests.faults.s3_proxy import Fault, S3Proxy, proxied

MARK = pytest.mark.fault(
    "23",
    "The object store stores, and answers too late",
    how="a proxy of our own holds the answer to a PUT with If-None-Match longer than the client waits",
    invariants="the object is its writer's, by SHA-256",
)
WAIT = 0.5


@pytest.fixture
def proxy(store: ObjectStore, object_store_server: ObjectStoreServer) -> Iterator[S3Proxy]:
    """The way to the bucket."""
    with proxied(object_store_server, store.bucket) as (proxy, _):
        yield proxy


@pytest.fixture
def hasty(proxy: S3Proxy, store: ObjectStore, object_store_server: ObjectStoreServer) -> Iterator[ObjectStore]:
    """The bucket through the proxy, for a client that waits half a second for an answer."""
    client = boto3.client(
        "s3",
        endpoint_url=proxy.endpoint,
        aws_access_key_id=object_store_server.access_key,
        aws_secret_access_key=object_store_server.secret_key,
        region_name=REGION,
        config=Config(s3={"addressing_style": "path"}, retries={"mode": "standard"}, read_timeout=WAIT),
    )
    with closing(client):
        yield ObjectStore(client, store.bucket)


@MARK
def test_a_put_that_timed_out_recognises_its_own_object(proxy: S3Proxy, hasty: ObjectStore, store: ObjectStore) -> None:
    proxy.strike(Fault("delayed", seconds=3 * WAIT))
    stored = hasty.put("once", b"mine", boundary="test.put", once=True)
    assert [request.method for request in proxy.requests] == ["PUT", "PUT", "GET"]
    assert (store.get("once"), stored.size) == (b"mine", 4)


@MARK
def test_a_put_that_timed_out_does_not_take_another_ones_object_for_its_own(
    proxy: S3Proxy, hasty: ObjectStore, store: ObjectStore
) -> None:
    store.put("once", b"another's", boundary="test.put")
    proxy.strike(Fault("delayed", seconds=3 * WAIT))
    with pytest.raises(IntegrityError, match="object once exists with another content; it is written once"):
        hasty.put("once", b"mine", boundary="test.put", once=True)
    assert store.get("once") == b"another's"
