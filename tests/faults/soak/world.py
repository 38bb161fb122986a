"""The world of a soak: a PostgreSQL and an object store of its own, the way to each, four platforms and their truth."""

from __future__ import annotations

import datetime as dt
import secrets
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import psycopg
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import SecretStr

from resources.object_store import ObjectStore
from resources.settings import Settings
from resources.warehouse.connection import Warehouse
from sandbox.embedded import processes
from sandbox.embedded.home import free_port
from sandbox.embedded.object_store import ObjectStoreServer, choose_internal_ports
from sandbox.embedded.postgres import PostgresServer, binaries
from sandbox.ledger import Ledger
from tests.conftest import Databases
from tests.faults.kills import keep_key
from tests.faults.loads import on
from tests.faults.postgres_server import Wire, checkpoint, crash, migrated, own_server, wired
from tests.faults.s3_proxy import S3Proxy
from tests.faults.soak.draws import ACCOUNTS, START
from tests.playground import Playground, playground

BUCKET = "soak"
RESTATED = "meta"


@dataclass
class World:
    """`wire` and `proxy` are the ways of the commands to PostgreSQL and to the object store; the checker goes neither.

    `struck` counts what has happened to PostgreSQL.
    """

    folder: Path
    server: PostgresServer
    databases: Databases
    wire: Wire
    proxy: S3Proxy
    playground: Playground
    environment: dict[str, str]
    struck: Counter[str] = field(default_factory=Counter)
    restated: dict[dt.date, int] = field(default_factory=dict)

    @property
    def output(self) -> Path:
        """What the commands say."""
        return self.folder / "output"

    @contextmanager
    def judged(self) -> Iterator[Playground]:
        """The world as the checker sees it."""
        with closing(Warehouse(self.databases.owner_url)) as owner:
            yield on(self.playground, warehouse=owner)

    def home(self, number: int) -> dict[str, str]:
        """The environment of a round's command: a folder of its own, on the business day."""
        home = self.folder / f"home-{number}"
        home.mkdir(exist_ok=True)
        today = self.playground.clock.pinned
        return {**self.environment, "ADWAREHOUSE_HOME": str(home), "ADWAREHOUSE_TODAY": str(today)}

    def restate(self, month: dt.date) -> None:
        """Have the platform tell other figures of a month from now on."""
        self.restated[month] = self.restated.get(month, 0) + 1
        self.playground.ledger.become(_restated(dict(self.restated)))

    def strike_postgres(self, how: str) -> None:
        """Let it happen to the server, or to its backends; a server is up again afterwards."""
        self.struck[how] += 1
        if how == "crash":
            crash(self.server)
        elif how == "restart":
            self.server.stop("immediate")
        else:
            with psycopg.connect(self.server.url(), autocommit=True) as admin:
                admin.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename LIKE 'adwarehouse%'"
                )
            return
        self.server.start()

    def calm(self) -> None:
        """End every fault, and have the platforms let in again whom they or the product have shut out."""
        self.wire.calm()
        self.proxy.clear()
        self.playground.faults.clear()
        self.server.start()
        self.playground.warehouse.close()
        shut_out = self.playground.query(
            "SELECT platform, account_id FROM app.marketing_accounts WHERE status NOT IN ('active', 'removed')"
        )
        for row in shut_out:
            self.playground.connect(row["account_id"], platform_name=row["platform"])
        with self.judged() as world, world.warehouse.transaction("test.lost") as cursor:
            cursor.execute("UPDATE ops.runs SET heartbeat_at = heartbeat_at - interval '1 hour'")


def _restated(amounts: Mapping[dt.date, int]) -> Ledger:
    """The default ledger with so many clicks and cents more in every row of the account's months."""
    source = Ledger.default(seed=1).source

    def read(name: str, until: dt.date) -> pa.Table | None:
        table = source(name, until)
        if table is None or name not in ("metrics", "restatements"):
            return table
        mine = pc.and_(
            pc.equal(table["platform"], pa.scalar(RESTATED)),
            pc.equal(table["account_id"], pa.scalar(ACCOUNTS[RESTATED])),
        )
        months = pc.cast(pc.floor_temporal(table["date"], unit="month"), pa.date32())
        for month, amount in amounts.items():
            chosen = pc.and_(mine, pc.equal(months, pa.scalar(month)))
            for column, more in (("clicks", amount), ("spend", Decimal(amount) / 100)):
                old = table[column]
                new = pc.add(old, pa.scalar(more)).cast(old.type)
                place = table.schema.get_field_index(column)
                table = table.set_column(place, table.schema.field(column), pc.if_else(chosen, new, old))
        return table

    return Ledger(read)


@contextmanager
def soak_world() -> Iterator[World]:
    """Start everything and connect the accounts; all of it is stopped at the end, by process id."""
    with ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="adwarehouse-soak-", dir="/var/tmp")))
        folder.chmod(0o711)
        (folder / "postgres").mkdir()
        server = running.enter_context(own_server(folder / "postgres"))
        databases = migrated(server)
        checkpoint(server.url())
        wire, _ = running.enter_context(wired(databases.loader_url))
        objects = running.enter_context(_object_store(folder))
        proxy = running.enter_context(closing(S3Proxy(objects.endpoint)))
        there = {
            "s3_endpoint_url": objects.endpoint,
            "s3_bucket": BUCKET,
            "aws_access_key_id": objects.access_key,
            "aws_secret_access_key": objects.secret_key,
        }
        store = ObjectStore.from_settings(Settings.model_validate(there))
        running.callback(store.client.close)
        ledger = Ledger.default(seed=1)
        world = running.enter_context(playground(databases.loader_url, store, ledger, START))
        keep_key(world)
        running.callback(lambda: world.warehouse.close())
        for platform, account in ACCOUNTS.items():
            world.connect(account, platform_name=platform)
        environment = {
            **_told(world.context.settings),
            **{name.upper(): value for name, value in there.items()},
            "DATABASE_URL": databases.loader_url.replace(f":{server.port}/", f":{wire.port}/"),
            "DATABASE_OWNER_URL": databases.owner_url.replace(f":{server.port}/", f":{wire.port}/"),
            "S3_ENDPOINT_URL": proxy.endpoint,
            "PG_BIN": str(binaries()),
            "PATH": "/usr/bin:/bin",
        }
        yield World(folder, server, databases, wire, proxy, world, environment)


@contextmanager
def _object_store(folder: Path) -> Iterator[ObjectStoreServer]:
    key, ports = secrets.token_hex(), choose_internal_ports()
    server = ObjectStoreServer(folder / "objects", free_port(), "soak", key, folder / "objects.log", ports)
    process = server.start()
    try:
        server.ensure_bucket(BUCKET)
        yield server
    finally:
        processes.stop(process)


def _told(settings: Settings) -> dict[str, str]:
    plain = {name: getattr(settings, name) for name in settings.model_fields_set}
    return {
        name.upper(): value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        for name, value in plain.items()
    }
