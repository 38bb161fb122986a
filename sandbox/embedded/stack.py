"""The embedded stack: what is not replaced by addresses in the environment is started, remembered and stopped here."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from cryptography.fernet import Fernet

from sandbox.embedded import processes
from sandbox.embedded.home import Home
from sandbox.embedded.object_store import ObjectStoreServer, choose_internal_ports
from sandbox.embedded.postgres import PostgresServer, bootstrap, untraversable

REPLACED_BY = {
    "postgresql": ("DATABASE_URL", "DATABASE_OWNER_URL", "DAGSTER_DATABASE_URL"),
    "object store": ("S3_ENDPOINT_URL",),
    "platforms": ("META_GRAPH_URL", "ECB_RATES_URL"),
}
BUCKET = "adwarehouse"


@dataclass(frozen=True)
class Part:
    """A part's state: `address` without secrets; `pid` None when it is down or not ours."""

    name: str
    state: str
    address: str
    pid: int | None

    @property
    def is_well(self) -> bool:
        """Running, or somebody else's."""
        return self.state in ("running", "replaced")


class Stack:
    """The parts of one home. `environ` says what is replaced and sets the business day of the platforms."""

    def __init__(self, home: Path, environ: Mapping[str, str] | None = None) -> None:
        self.home = Home(home)
        self._environ = os.environ if environ is None else environ
        self.started: list[tuple[str, float]] = []

    def up(self) -> None:
        """Start what is not running, mend what died. What runs already is left alone.

        `started` then names the parts that were started, with seconds.

        Raises:
            ConfigurationError: a part cannot start; says why and what helps.
        """
        starters: dict[str, Callable[[], None]] = {
            "postgresql": self._start_postgres,
            "object store": self._start_object_store,
            "platforms": self._start_platforms,
        }
        with self.home.locked():
            for part, start in starters.items():
                if not self.replaces(part) and not self._is_running(part):
                    with self._timed(part):
                        start()
            self.home.write_environment(self.environment())

    def down(self) -> None:
        """Stop our processes; data, ports and secrets stay for the next time."""
        with self.home.locked():
            state = self.home.recall()
            processes.stop(state.get("platforms_process"))
            processes.stop(state.get("object_store_process"))
            if "postgresql_data" in state:
                self._postgres(running=True).stop()
            self.home.remember(platforms_process=None, object_store_process=None)
            self.home.forget_environment()

    def status(self) -> list[Part]:
        """Every part as it is now."""
        return [self._part(name) for name in REPLACED_BY]

    def replaces(self, part: str) -> bool:
        """The environment points to somebody else's server for this part."""
        return any(self._environ.get(name) for name in REPLACED_BY[part])

    def environment(self) -> dict[str, str]:
        """The settings that make the product use the embedded parts."""
        found = {
            "ADWAREHOUSE_ENCRYPTION_KEYS": self.home.once("encryption_key", lambda: Fernet.generate_key().decode())
        }
        if not self.replaces("postgresql"):
            server = self._postgres(running=True)
            found["DATABASE_URL"] = server.url("adwarehouse", "adwarehouse_loader", self.home.secret("loader_password"))
            found["DATABASE_OWNER_URL"] = server.url(
                "adwarehouse", "adwarehouse_owner", self.home.secret("owner_password")
            )
            dagster = server.url("dagster", "dagster", self.home.secret("dagster_password"))
            found["DAGSTER_DATABASE_URL"] = dagster.replace("postgresql://", "postgresql+psycopg2://")
        if not self.replaces("object store"):
            store = self._object_store(running=True)
            found |= {
                "S3_ENDPOINT_URL": store.endpoint,
                "S3_BUCKET": BUCKET,
                "AWS_ACCESS_KEY_ID": store.access_key,
                "AWS_SECRET_ACCESS_KEY": store.secret_key,
            }
        if not self.replaces("platforms"):
            issued = self.platform_credentials()
            found |= {
                "META_GRAPH_URL": f"{self.platforms_address}/meta",
                "META_APP_ID": issued["meta"]["app_id"],
                "META_APP_SECRET": issued["meta"]["app_secret"],
                "ECB_RATES_URL": f"{self.platforms_address}/ecb",
            }
            if today := self._environ.get("ADWAREHOUSE_TODAY"):
                found["ADWAREHOUSE_TODAY"] = today
        return found

    @property
    def platforms_address(self) -> str:
        """Where the platforms' sandbox listens."""
        return f"http://127.0.0.1:{self.home.port('platforms_port', running=True)}"

    @property
    def _platforms_state(self) -> Path:
        return self.home.path / "sandbox"

    def platform_credentials(self) -> dict[str, Any]:
        """What the sandbox issued: by platform, its application and a token for each account."""
        issued: dict[str, Any] = json.loads((self._platforms_state / "credentials.json").read_text())
        return issued

    def _postgres(self, *, running: bool) -> PostgresServer:
        data = Path(self.home.once("postgresql_data", self._place_for_data))
        return PostgresServer(
            data, self.home.port("postgresql_port", running=running), self.home.secret("superuser_password")
        )

    def _place_for_data(self) -> str:
        wanted = self.home.path / "postgresql"
        if untraversable(self.home.path) is None:
            return str(wanted)
        elsewhere = Path(tempfile.mkdtemp(prefix="adwarehouse-", dir="/var/tmp"))
        elsewhere.chmod(0o711)
        return str(elsewhere / "postgresql")

    def _object_store(self, *, running: bool) -> ObjectStoreServer:
        return ObjectStoreServer(
            self.home.path / "object-store",
            self.home.port("object_store_port", running=running),
            self.home.secret("object_store_key"),
            self.home.secret("object_store_secret"),
            self.home.log("object-store"),
            self.home.once("object_store_internal_ports", choose_internal_ports),
        )

    def _start_postgres(self) -> None:
        server = self._postgres(running=False)
        server.start()
        bootstrap(server, self.home.secret("owner_password"), self.home.secret("dagster_password"))

    def _start_object_store(self) -> None:
        processes.stop(self.home.recall().get("object_store_process"))
        server = self._object_store(running=False)
        self.home.remember(object_store_process=server.start())
        server.ensure_bucket(BUCKET)

    def _start_platforms(self) -> None:
        processes.stop(self.home.recall().get("platforms_process"))
        port = self.home.port("platforms_port", running=False)
        log = self.home.log("platforms")
        command = [sys.executable, "-m", "sandbox", "--port", str(port), "--state-dir", str(self._platforms_state)]
        known = processes.start(command, log, {**os.environ, **self._environ})
        self.home.remember(platforms_process=known, platforms_today=self._environ.get("ADWAREHOUSE_TODAY"))
        processes.await_ready("the platforms' sandbox", self._platforms_answer, known, log)

    def _platforms_answer(self) -> bool:
        try:
            return requests.get(f"{self.platforms_address}/healthz", timeout=2).ok
        except requests.RequestException:
            return False

    def _is_running(self, part: str) -> bool:
        state = self.home.recall()
        if part == "postgresql":
            return "postgresql_data" in state and self._postgres(running=True).is_ready()
        if part == "object store":
            alive = processes.find(state.get("object_store_process"))
            return alive is not None and self._object_store(running=True).is_ready()
        same_day = state.get("platforms_today") == self._environ.get("ADWAREHOUSE_TODAY")
        return same_day and processes.find(state.get("platforms_process")) is not None and self._platforms_answer()

    def _part(self, name: str) -> Part:
        if self.replaces(name):
            return Part(name, "replaced", "by the environment", None)
        if not self._is_running(name):
            return Part(name, "down", "", None)
        state = self.home.recall()
        if name == "postgresql":
            server = self._postgres(running=True)
            return Part(name, "running", f"127.0.0.1:{server.port}", server.pid())
        if name == "object store":
            return Part(
                name, "running", self._object_store(running=True).endpoint, state["object_store_process"]["pid"]
            )
        return Part(name, "running", self.platforms_address, state["platforms_process"]["pid"])

    @contextmanager
    def _timed(self, part: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.started.append((part, time.monotonic() - began))
