"""The embedded stack: what is not replaced by addresses in the environment is started, remembered and stopped here."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.embedded import keys, processes, replacements
from sandbox.embedded.home import Home, is_free
from sandbox.embedded.keys import KeyRing
from sandbox.embedded.object_store import REGION, ObjectStoreServer, choose_internal_ports
from sandbox.embedded.people import admit, untraversable
from sandbox.embedded.platforms import PlatformsServer
from sandbox.embedded.postgres import PostgresServer, binaries, bootstrap
from sandbox.embedded.replacements import OBJECT_STORE, PLATFORMS, POSTGRESQL

BUCKET = "adwarehouse"
REMEMBERED_AS = {OBJECT_STORE: "object_store_process", PLATFORMS: "platforms_process"}


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
        self.started: list[tuple[str, float]] = []
        self.notes: list[str] = []
        self._environ = os.environ if environ is None else environ

    def up(self) -> None:
        """Start what is not running, mend what died. What runs already is left alone.

        `started` then names the parts that were started, with seconds; `notes` says what a person should know.

        Raises:
            ConfigurationError: a part is replaced by half, or cannot start; says why and what helps.
        """
        replacements.check(self._environ)
        starters = {
            POSTGRESQL: self._start_postgres,
            OBJECT_STORE: self._start_object_store,
            PLATFORMS: self._start_platforms,
        }
        with self.home.locked():
            for part, start in starters.items():
                if not self.replaces(part) and (self._pid(part) is None or self._is_of_another_day(part)):
                    with self._timed(part):
                        start()
            self._keep_a_key()
            self.tell()

    def tell(self) -> None:
        """Let the product know where everything is."""
        self.home.write_environment(self.environment())

    def down(self) -> None:
        """Stop our processes; data, ports and secrets stay for the next time."""
        if not self.home.path.exists():
            return
        with self.home.locked():
            state = self.home.recall()
            for name in REMEMBERED_AS.values():
                processes.stop(state.get(name))
            if "postgresql_data" in state:
                self._postgres().stop()
            self.home.remember(**dict.fromkeys(REMEMBERED_AS.values()))
            self.home.forget_environment()

    def status(self) -> list[Part]:
        """Every part as it is now."""
        return [self._part(name) for name in replacements.SERVICES]

    def replaces(self, part: str) -> bool:
        """The environment points to somebody else's server for this part."""
        return replacements.replaces(self._environ, part)

    def environment(self) -> dict[str, str]:
        """The settings that make the product use the embedded parts; what the environment sets is left out."""
        secret = self.home.secret
        found = {keys.VARIABLE: ",".join(self.key_ring.keys)}
        if not self.replaces(POSTGRESQL):
            url = self._postgres().url
            dagster = url("dagster", "dagster", secret("dagster_password"))
            found |= {
                "DATABASE_URL": url("adwarehouse", "adwarehouse_loader", secret("loader_password")),
                "DATABASE_OWNER_URL": url("adwarehouse", "adwarehouse_owner", secret("owner_password")),
                "DAGSTER_DATABASE_URL": dagster.replace("postgresql://", "postgresql+psycopg2://"),
                "PG_BIN": str(binaries()),
            }
        if not self.replaces(OBJECT_STORE):
            store = self._object_store()
            found |= {
                "S3_ENDPOINT_URL": store.endpoint,
                "S3_BUCKET": BUCKET,
                "AWS_ACCESS_KEY_ID": store.access_key,
                "AWS_SECRET_ACCESS_KEY": store.secret_key,
                "AWS_REGION": REGION,
            }
        if not self.replaces(PLATFORMS):
            found |= self._platforms().environment()
        ours = {name: value for name, value in found.items() if value and not self._environ.get(name)}
        today = self._today if not self.replaces(PLATFORMS) else None
        return ours | ({"ADWAREHOUSE_TODAY": today} if today else {})

    @property
    def key_ring(self) -> KeyRing:
        """The encryption keys that are kept here."""
        return KeyRing(self.home)

    @property
    def keeps_the_key(self) -> bool:
        """The environment does not bring its own."""
        return not self._environ.get(keys.VARIABLE)

    @property
    def platforms_address(self) -> str:
        """Where the platforms' sandbox listens."""
        return self._platforms().address

    def platform_credentials(self) -> dict[str, Any]:
        """What the sandbox issued: by platform, its application and, for Meta, a token for each account."""
        return self._platforms().credentials()

    @property
    def _today(self) -> str | None:
        return self._environ.get("ADWAREHOUSE_TODAY") or None

    def _keep_a_key(self) -> None:
        if self.keeps_the_key:
            self.key_ring.begin(self._environ.get("DATABASE_URL") or self._postgres().url("adwarehouse"))

    def _postgres(self) -> PostgresServer:
        data = Path(self.home.once("postgresql_data", self._place_for_data))
        return PostgresServer(data, self.home.port("postgresql_port"), self.home.secret("superuser_password"))

    def _place_for_data(self) -> str:
        if untraversable(self.home.path) == self.home.path.resolve():
            admit(self.home.path)
        blocked = untraversable(self.home.path)
        if blocked is None:
            return str(self.home.path / "postgresql")
        elsewhere = Path(tempfile.mkdtemp(prefix="adwarehouse-", dir="/var/tmp"))
        admit(elsewhere)
        self.notes.append(f"PostgreSQL keeps its data in {elsewhere}, because its user may not pass {blocked}")
        return str(elsewhere / "postgresql")

    def _object_store(self) -> ObjectStoreServer:
        return ObjectStoreServer(
            self.home.path / "object-store",
            self.home.port("object_store_port"),
            self.home.secret("object_store_key"),
            self.home.secret("object_store_secret"),
            self.home.log("object-store"),
            self.home.once("object_store_internal_ports", choose_internal_ports),
        )

    def _platforms(self) -> PlatformsServer:
        return PlatformsServer(
            self.home.folder("sandbox"),
            self.home.port("platforms_port"),
            self.home.port("google_ads_port"),
            self.home.log("platforms"),
            self._today,
        )

    def _start_postgres(self) -> None:
        if self._postgres().process() is None:
            self.home.settle_port("postgresql_port")
        server = self._postgres()
        server.start()
        bootstrap(server, self.home.secret("owner_password"), self.home.secret("dagster_password"))

    def _start_object_store(self) -> None:
        processes.stop(self.home.recall().get(REMEMBERED_AS[OBJECT_STORE]))
        self.home.settle_port("object_store_port")
        if not all(is_free(port) for port in self._object_store().internal_ports.values()):
            self.home.remember(object_store_internal_ports=choose_internal_ports())
        server = self._object_store()
        known = server.launch()
        self.home.remember(**{REMEMBERED_AS[OBJECT_STORE]: known})
        server.await_ready(known)
        server.ensure_bucket(self._environ.get("S3_BUCKET") or BUCKET)

    def _start_platforms(self) -> None:
        processes.stop(self.home.recall().get(REMEMBERED_AS[PLATFORMS]))
        self.home.settle_port("platforms_port")
        self.home.settle_port("google_ads_port")
        server = self._platforms()
        known = server.launch()
        self.home.remember(**{REMEMBERED_AS[PLATFORMS]: known, "platforms_today": self._today})
        server.await_ready(known)

    def _is_of_another_day(self, part: str) -> bool:
        return part == PLATFORMS and self.home.recall().get("platforms_today") != self._today

    def _pid(self, part: str) -> int | None:
        """The process of a part that answers."""
        state = self.home.recall()
        if part == POSTGRESQL:
            process = self._postgres().process() if "postgresql_data" in state else None
            return process.pid if process and self._postgres().is_ready() else None
        process = processes.find(state.get(REMEMBERED_AS[part]))
        if process is None:
            return None
        server = self._object_store() if part == OBJECT_STORE else self._platforms()
        return process.pid if server.is_ready() else None

    def _part(self, name: str) -> Part:
        if self.replaces(name):
            return Part(name, "replaced", "by the environment", None)
        pid = self._pid(name)
        if pid is None:
            return Part(name, "down", "", None)
        addresses = {
            POSTGRESQL: lambda: f"127.0.0.1:{self._postgres().port}",
            OBJECT_STORE: lambda: self._object_store().endpoint,
            PLATFORMS: lambda: self.platforms_address,
        }
        return Part(name, "running", addresses[name](), pid)

    @contextmanager
    def _timed(self, part: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.started.append((part, time.monotonic() - began))
