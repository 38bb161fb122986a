"""Folders and stacks to start and kill."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import psutil
import pytest

from sandbox.embedded.home import free_port
from sandbox.embedded.postgres import PostgresServer
from sandbox.embedded.stack import Stack

MakeStack = Callable[[dict[str, str]], Stack]
ELSEWHERE = {
    "postgresql": {
        "DATABASE_URL": "postgresql://loader:x@db.example.com/adwarehouse?sslmode=require",
        "DATABASE_OWNER_URL": "postgresql://owner:x@db.example.com/adwarehouse?sslmode=require",
        "DAGSTER_DATABASE_URL": "postgresql+psycopg2://dagster:x@db.example.com/dagster?sslmode=require",
    },
    "object store": {"S3_ENDPOINT_URL": "https://s3.example.com"},
    "platforms": {
        "META_GRAPH_URL": "https://graph.example.com",
        "GOOGLE_ADS_ENDPOINT": "google.example.com",
        "GOOGLE_OAUTH_TOKEN_URL": "https://oauth.example.com/token",
        "NAVER_API_URL": "https://naver.example.com",
        "CLICKBANK_API_URL": "https://clickbank.example.com",
        "CLICKBANK_FEED_URL": "https://clickbank.example.com/feed.zip",
        "SHOPEE_API_URL": "https://shopee.example.com",
        "ECB_RATES_URL": "https://ecb.example.com",
    },
}
"""Addresses that replace a part. Nothing is there: nobody calls."""


def only(*parts: str) -> dict[str, str]:
    """An environment that replaces all parts but these."""
    return {
        name: value for part, addresses in ELSEWHERE.items() if part not in parts for name, value in addresses.items()
    }


def working_below(folder: Path) -> dict[int, int]:
    """Processes that have anything to do with a folder, by their command line or by where they work: pid and user."""
    found = {}
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if any(str(folder) in word for word in (*process.cmdline(), process.cwd())):
                found[process.pid] = process.uids().real
    return found


def listening(pid: int) -> set[str]:
    """Addresses that a process and its children listen on."""
    process = psutil.Process(pid)
    found = set()
    for each in (process, *process.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            connections = each.net_connections("inet")
            found |= {every.laddr.ip for every in connections if every.status == psutil.CONN_LISTEN}
    return found


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder that any user may pass; pytest's own are closed to others."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as path:
        Path(path).chmod(0o711)
        yield Path(path)
        assert not working_below(Path(path))


@pytest.fixture
def postgres(folder: Path) -> Iterator[PostgresServer]:
    """A server of its own, not started; stopped afterwards."""
    server = PostgresServer(folder / "data", free_port(), "secret")
    yield server
    server.stop("immediate")


@pytest.fixture
def make_stack(folder: Path) -> Iterator[MakeStack]:
    """Stacks of one home, as one process after the other would make them; it is down afterwards."""
    with ExitStack() as ended:

        def make(environ: dict[str, str]) -> Stack:
            stack = Stack(folder / "home", environ)
            ended.callback(stack.down)
            return stack

        yield make
