"""The cluster, with five connected accounts. It needs `redis-server` (Debian: apt-get install redis-server)."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import dagster as dg
import pytest
import redis
import yaml

from pipelines.demo import world
from resources import accounts
from resources import settings as configuration
from resources.credentials import Vault
from resources.platforms import platform
from resources.settings import settings
from resources.warehouse.connection import Warehouse
from sandbox.embedded.home import free_port
from sandbox.embedded.stack import Stack
from tests.distributed.cluster import ACCOUNTS, Cluster
from tests.distributed.machine import ROOT, Machine

TODAY = dt.date(2025, 11, 20)
SECONDS_OF_PATIENCE = {"poll_interval_seconds": 2, "free_slots_after_run_end_seconds": 2}
"""The monitor's, so that a test need not wait for minutes."""


@pytest.fixture(scope="session")
def site() -> Iterator[Path]:
    """Everything's folder; PostgreSQL, which refuses root, can pass it."""
    with tempfile.TemporaryDirectory(prefix="adwarehouse-distributed-", dir="/var/tmp") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


@pytest.fixture(scope="session")
def broker(site: Path) -> Iterator[str]:
    """The address of a Redis that keeps nothing on disk."""
    server = shutil.which("redis-server")
    assert server, "these tests need redis-server on the PATH: apt-get install redis-server"
    folder, port = site / "redis", free_port()
    folder.mkdir()
    process = subprocess.Popen(
        [server, "--bind", "127.0.0.1", "--port", str(port), "--dir", folder, "--save", "", "--daemonize", "no"],
        stdout=subprocess.DEVNULL,
    )
    try:
        with redis.Redis(port=port) as client:
            _await(client)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(30)
    assert not list(folder.iterdir())


def _await(client: redis.Redis) -> None:
    for _ in range(100):
        try:
            client.ping()
        except redis.ConnectionError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("Redis did not start")


@pytest.fixture(scope="session")
def stack(site: Path) -> Iterator[Stack]:
    """The embedded stack in a home of its own, with five connected accounts; this process is configured for it."""
    with pytest.MonkeyPatch.context() as patch:
        for name in configuration.Settings.model_fields:
            patch.delenv(name.upper(), raising=False)
        patch.setenv("ADWAREHOUSE_HOME", str(site / "home"))
        patch.setenv("ADWAREHOUSE_TODAY", str(TODAY))
        patch.chdir(site)
        settings.cache_clear()
        stack = Stack(site / "home")
        stack.up()
        try:
            world.prepare(settings())
            _connect(stack.platform_credentials()["meta"]["tokens"])
            yield stack
        finally:
            stack.down()
        assert [part.name for part in stack.status() if part.pid] == []
    settings.cache_clear()


def _connect(tokens: Mapping[str, str]) -> None:
    meta, vault = platform("meta"), Vault.from_settings(settings())
    with closing(Warehouse(settings().require("database_url"))) as warehouse:
        for account, token in sorted(tokens.items())[:ACCOUNTS]:
            accounts.add(
                warehouse,
                vault,
                meta.name,
                account,
                "ann@example.com",
                token,
                describe=lambda secret, account_id: meta.connect(settings(), secret).describe(account_id),
            )


@pytest.fixture(scope="session")
def cluster(site: Path, stack: Stack, broker: str) -> Iterator[Cluster]:
    """A machine in control and two that work; all are shut down at the end, and leave no process."""
    port = free_port()
    # The certificate of the sandbox's Google is a file of this machine; a real one is checked with gRPC's own list.
    environment = {
        **{name: value for name, value in stack.environment().items() if name != "GOOGLE_ADS_CA_FILE"},
        "CELERY_BROKER_URL": broker,
        "CELERY_RESULT_BACKEND": broker,
        "DAGSTER_CODE_HOST": "127.0.0.1",
        "DAGSTER_CODE_PORT": str(port),
    }
    control, *workers = (_machine(site / name, environment) for name in ("control", "first", "second"))
    with _watching(site, environment) as instance:
        cluster = Cluster(stack, control, {machine.folder.name: machine for machine in workers}, instance)
        with ExitStack() as powered:
            for machine in (control, *workers):
                powered.callback(machine.shut_down)
            cluster.start_control(port)
            for name in cluster.workers:
                cluster.start_worker(name)
            yield cluster


def _machine(folder: Path, environment: Mapping[str, str]) -> Machine:
    machine = Machine(folder, environment)
    _configure(folder / "dagster")
    return machine


def _configure(dagster_home: Path) -> None:
    configuration = yaml.safe_load((ROOT / "deploy" / "celery" / "dagster.yaml").read_text())
    configuration["run_monitoring"] |= SECONDS_OF_PATIENCE
    (dagster_home / "dagster.yaml").write_text(yaml.safe_dump(configuration))


@contextmanager
def _watching(site: Path, environment: Mapping[str, str]) -> Iterator[dg.DagsterInstance]:
    home = site / "watcher"
    home.mkdir()
    _configure(home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", str(home))
        patch.setenv("DAGSTER_DATABASE_URL", environment["DAGSTER_DATABASE_URL"])
        with dg.DagsterInstance.get() as instance:
            yield instance
