"""An S3 server out of a wheel: SeaweedFS in its small form, on loopback."""

from __future__ import annotations

import os
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from sandbox.embedded import processes
from sandbox.embedded.home import free_port

PROBE = "readiness"
INTERNAL = ("master", "volume", "filer", "admin")


def choose_internal_ports() -> dict[str, int]:
    """Ports of the servers inside the server, so that several stacks run side by side.

    They must stay the same over restarts: the stored data is found by them.
    """
    roles = [*(f"{role}.port" for role in INTERNAL), *(f"{role}.port.grpc" for role in (*INTERNAL, "s3"))]
    return {role: free_port() for role in roles}


class ObjectStoreServer:
    """One server with its data in `data`, its output in `log`."""

    def __init__(
        self, data: Path, port: int, access_key: str, secret_key: str, log: Path, internal_ports: Mapping[str, int]
    ) -> None:
        self.data, self.port, self.access_key, self.secret_key, self.log = data, port, access_key, secret_key, log
        self.internal_ports = internal_ports

    @property
    def endpoint(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> dict[str, Any]:
        """Start it and wait until it answers; the process's identity. Raises ConfigurationError when it does not."""
        self.data.mkdir(parents=True, exist_ok=True)
        known = processes.start(
            [
                _binary(),
                f"-logdir={self.log.parent}",
                "mini",
                f"-dir={self.data}",
                "-ip=127.0.0.1",
                "-ip.bind=127.0.0.1",
                f"-s3.port={self.port}",
                *(f"-{role}={port}" for role, port in self.internal_ports.items()),
                "-s3.port.iceberg=0",
                "-s3.port.lance=0",
                "-webdav=false",
                "-admin.ui=false",
                "-master.telemetry=false",
            ],
            self.log,
            {**os.environ, "AWS_ACCESS_KEY_ID": self.access_key, "AWS_SECRET_ACCESS_KEY": self.secret_key},
        )
        processes.await_ready("the object store", self.is_ready, known, self.log)
        processes.await_ready("the object store's volumes", self._stores, known, self.log)
        return known

    def is_ready(self) -> bool:
        """It answers and takes our key."""
        try:
            self._client().list_buckets()
        except (BotoCoreError, ClientError):
            return False
        return True

    def _stores(self) -> bool:
        """Small content is kept by the filer, large by a volume server, which joins a moment after the rest."""
        try:
            self.ensure_bucket(PROBE)
            self._client().put_object(Bucket=PROBE, Key=PROBE, Body=bytes(1 << 20))
            self._client().get_object(Bucket=PROBE, Key=PROBE)["Body"].read()
        except (BotoCoreError, ClientError):
            return False
        return True

    def ensure_bucket(self, bucket: str) -> None:
        """Make the bucket unless it exists."""
        client = self._client()
        if bucket not in {each["Name"] for each in client.list_buckets()["Buckets"]}:
            client.create_bucket(Bucket=bucket)

    def _client(self) -> Any:
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key,
            region_name="us-east-1",
            config=Config(
                s3={"addressing_style": "path"}, connect_timeout=2, read_timeout=10, retries={"max_attempts": 0}
            ),
        )


def _binary() -> Path:
    return Path(sysconfig.get_path("scripts")) / "weed"
