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
from sandbox.embedded.home import free_ports

REGION = "us-east-1"
PROBE = "readiness"
INTERNAL = ("master", "volume", "filer", "admin")


def choose_internal_ports() -> dict[str, int]:
    """Ports of the servers inside the server, so that several stacks run side by side.

    Better the same over restarts: with a new master port the master begins anew and learns the volumes again.
    """
    roles = [*(f"{role}.port" for role in INTERNAL), *(f"{role}.port.grpc" for role in (*INTERNAL, "s3"))]
    return dict(zip(roles, free_ports(len(roles)), strict=True))


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
        """Launch it and wait until it stores; the process's identity. Raises ConfigurationError when it does not."""
        known = self.launch()
        try:
            self.await_ready(known)
        except BaseException:
            processes.stop(known)
            raise
        return known

    def launch(self) -> dict[str, Any]:
        """Start it and do not wait; the process's identity."""
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        return processes.start(
            [
                _binary(),
                "-logtostderr=true",
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

    def await_ready(self, known: Mapping[str, Any]) -> None:
        """Wait until it stores. Raises ConfigurationError when it does not."""
        processes.await_ready("the object store", self.is_ready, known, self.log)
        processes.await_ready("the object store's volumes", self._stores, known, self.log)

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
            region_name=REGION,
            config=Config(
                s3={"addressing_style": "path"}, connect_timeout=2, read_timeout=10, retries={"max_attempts": 0}
            ),
        )


def _binary() -> Path:
    return Path(sysconfig.get_path("scripts")) / "weed"
