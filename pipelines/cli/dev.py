"""`adwarehouse dev`: Dagster's UI and daemon on the embedded stack, until Ctrl-C or TERM."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click
import psutil
import requests

from pipelines.cli.console import console
from pipelines.cli.stack import embedded_stack
from pipelines.demo.world import prepare
from resources.errors import ConfigurationError
from resources.settings import load_settings, settings
from sandbox.embedded.home import Home, free_port

PROJECT = Path(__file__).parents[2]
START_SECONDS = 120
STOP_SECONDS = 30


class _Stopped(BaseException):
    """Ctrl-C or TERM."""


@click.command()
@click.option("--port", type=int, help="Of the UI; default: a free one.")
def dev(port: int | None) -> None:
    """Start everything and Dagster's UI; Ctrl-C stops all of it."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT):
        # Also so that Dagster, which inherits ignored signals from a background shell, can be stopped.
        signal.signal(number, _stop)
    home = Home(load_settings().adwarehouse_home)
    home.create()
    if demo_today := home.recall().get("demo_today"):
        os.environ.setdefault("ADWAREHOUSE_TODAY", demo_today)
    stack = embedded_stack()
    try:
        stack.up()
        settings.cache_clear()
        prepare(settings())
        address = f"http://127.0.0.1:{port or free_port()}"
        with _dagster(home, address) as process:
            console.print(f"Dagster: {address}   (log: {home.log('dagster')}; Ctrl-C stops everything)", soft_wrap=True)
            process.wait()
        raise ConfigurationError(f"Dagster ended by itself; see {home.log('dagster')}")
    except _Stopped:
        console.print("stopping")
    finally:
        stack.down()


def _stop(number: int, _: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)
    raise _Stopped


@contextmanager
def _dagster(home: Home, address: str) -> Iterator[subprocess.Popen[bytes]]:
    """Webserver, daemon and code server in a session of their own; none is left at the end."""
    host, _, port = address.removeprefix("http://").partition(":")
    command = [sys.executable, "-m", "dagster", "dev", "-w", str(PROJECT / "workspace.yaml"), "-h", host, "-p", port]
    with home.log("dagster").open("wb") as log:
        process = subprocess.Popen(
            command,
            env=_environment(home, address),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _await(process, address, home.log("dagster"))
        yield process
    finally:
        _end(process)


def _environment(home: Home, address: str) -> Mapping[str, str]:
    dagster_home = home.folder("dagster")
    shutil.copy(PROJECT / "dagster.yaml", dagster_home)
    return {
        "DAGSTER_UI_URL": address,
        **os.environ,
        "ADWAREHOUSE_HOME": str(home.path),
        "DAGSTER_HOME": str(dagster_home),
        "DAGSTER_DATABASE_URL": settings().require("dagster_database_url"),
    }


def _await(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            if requests.get(f"{address}/server_info", timeout=2).ok:
                return
        except requests.RequestException:
            time.sleep(0.2)
    raise ConfigurationError(f"Dagster did not start; see {log}")


def _end(process: subprocess.Popen[bytes]) -> None:
    tree: list[psutil.Process] = []
    if process.poll() is None:
        tree = psutil.Process(process.pid).children(recursive=True)
        process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    _, left = psutil.wait_procs(tree, timeout=STOP_SECONDS)
    for each in left:
        each.kill()
