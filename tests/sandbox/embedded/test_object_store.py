"""The S3 server out of the wheel: who may talk to it and what it survives."""

from __future__ import annotations

import os
import secrets
import signal
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import boto3
import pytest

from sandbox.embedded import processes
from sandbox.embedded.home import free_port
from sandbox.embedded.object_store import ObjectStoreServer, choose_internal_ports
from tests.sandbox.embedded.conftest import listening, working_below

LARGE = secrets.token_bytes(3 << 20)


@pytest.fixture
def server(tmp_path: Path) -> ObjectStoreServer:
    port, log = free_port(), tmp_path / "log"
    return ObjectStoreServer(tmp_path / "data", port, "key", secrets.token_hex(), log, choose_internal_ports())


@contextmanager
def running(server: ObjectStoreServer) -> Iterator[dict[str, Any]]:
    known = server.start()
    try:
        yield known
    finally:
        processes.stop(known)


def client(server: ObjectStoreServer) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=server.endpoint,
        aws_access_key_id=server.access_key,
        aws_secret_access_key=server.secret_key,
        region_name="us-east-1",
    )


def write(server: ObjectStoreServer, key: str) -> None:
    server.ensure_bucket("bucket")
    with closing(client(server)) as s3:
        s3.put_object(Bucket="bucket", Key=key, Body=LARGE)


def is_kept(server: ObjectStoreServer, key: str) -> bool:
    with closing(client(server)) as s3:
        return bool(s3.get_object(Bucket="bucket", Key=key)["Body"].read() == LARGE)


def test_a_new_server_stores_within_three_seconds_and_leaves_no_process(server: ObjectStoreServer) -> None:
    began = time.monotonic()
    with running(server) as known:
        assert time.monotonic() - began < 3
        write(server, "a")
        assert is_kept(server, "a")
        assert list(working_below(server.data)) == [known["pid"]]
    assert not working_below(server.data)


def test_it_is_on_loopback_only_and_wants_its_key(server: ObjectStoreServer) -> None:
    with running(server) as known:
        assert listening(known["pid"]) == {"127.0.0.1"}
        stranger = ObjectStoreServer(server.data, server.port, "key", "guess", server.log, server.internal_ports)
        assert server.is_ready()
        assert not stranger.is_ready()
    assert server.data.stat().st_mode & 0o777 == 0o700
    assert server.secret_key not in server.log.read_text()


def test_objects_survive_a_kill_and_new_inner_ports(server: ObjectStoreServer) -> None:
    with running(server) as known:
        write(server, "before the kill")
        os.kill(known["pid"], signal.SIGKILL)
    with running(server):
        assert is_kept(server, "before the kill")
    server.internal_ports = choose_internal_ports()
    with running(server):
        write(server, "after the move")
        assert is_kept(server, "before the kill")
        assert is_kept(server, "after the move")
