"""Four weeks of an account as they were reported first, and as they are two days later: changed, late, gone."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.faults.compared import Figures, Key
from bench.faults.contenders import WINDOW, Dlt, ForkServer, Ours, dlt_forks, our_forks
from bench.faults.strikes import Load
from sandbox.embedded import processes
from sandbox.embedded.home import free_port
from sandbox.embedded.object_store import ObjectStoreServer, choose_internal_ports
from sandbox.embedded.postgres import PostgresServer
from sandbox.ledger import Ledger
from tests.conftest import copied, fresh_bucket
from tests.faults.kills import keep_key
from tests.faults.postgres_server import checkpoint, migrated, own_server
from tests.playground import TODAY, playground
from tests.resources.loading.killing import ACCOUNT, LATER, Prepared, without

APART = 40
"""Of so many rows one comes late, and another goes."""


@dataclass
class Setting:
    """A load, and who loads it."""

    load: Load
    contenders: dict[str, Ours | Dlt]


@contextmanager
def settings() -> Iterator[Iterator[tuple[str, Setting]]]:
    """The first load and, once it has been played, the load of the window as it reads later."""
    with (
        tempfile.TemporaryDirectory(prefix="adwarehouse-faults-", dir="/var/tmp") as temporary,
        own_server() as server,
        _object_store(Path(temporary)) as objects,
        closing(our_forks()) as ours,
        closing(dlt_forks()) as dlts,
    ):
        folder = Path(temporary)
        folder.chmod(0o711)
        with closing(_in_turn(folder, server, objects, ours, dlts)) as loads:
            yield loads


def _in_turn(
    folder: Path, server: PostgresServer, objects: ObjectStoreServer, our: ForkServer, dlts: ForkServer
) -> Generator[tuple[str, Setting], None, None]:
    now = Ledger.of(Ledger.default(seed=1).snapshot(LATER))
    keys = [
        (row["date"], row["campaign_id"], row["placement"])
        for row in now.metrics("meta", ACCOUNT, WINDOW, TODAY).to_pylist()
    ]
    earlier = now
    for key in keys[::APART]:
        earlier = without(earlier, ACCOUNT, key)
    template = migrated(server)
    checkpoint(server.url())
    with (
        copied(server.url(), template) as base,
        fresh_bucket(objects) as store,
        playground(base.loader_url, store, earlier) as world,
    ):
        keep_key(world)
        world.connect(ACCOUNT)
        world.warehouse.close()
        prepared = Prepared(world, base, server.url(), objects, folder)
        ours = Ours(prepared, our, TODAY)
        first: dict[Key, Figures] = world.truth(ACCOUNT, WINDOW)
        dlt = Dlt(server, dlts, folder, _landed(ours, folder / "first"))
        yield "a first load", Setting(Load(server, {}, first), {"ours": ours, "dlt": dlt})

        assert world.sync(WINDOW) == []
        world.ledger.become(now)
        world.clock.move_to(LATER)
        for key in keys[1::APART]:
            world.take_back(ACCOUNT, *key, effective_from=LATER)
        world.warehouse.close()
        restated: dict[Key, Figures] = world.truth(ACCOUNT, WINDOW)
        ours = Ours(prepared, our, LATER)
        with dlt.place() as loaded:
            dlt.load(loaded)
            later = Dlt(server, dlts, folder, _landed(ours, folder / "later"), loaded)
            yield (
                f"the window again, {_changes(first, restated)}",
                Setting(Load(server, first, restated), {"ours": ours, "dlt": later}),
            )


def _changes(first: dict[Key, Figures], restated: dict[Key, Figures]) -> str:
    changed = sum(first[key] != restated[key] for key in first.keys() & restated.keys())
    late, gone = len(restated.keys() - first.keys()), len(first.keys() - restated.keys())
    return f"{changed} rows changed, {late} late, {gone} gone, of {len(restated)}"


def _landed(ours: Ours, folder: Path) -> Path:
    with ours.place() as place:
        return place.landed(folder)


@contextmanager
def _object_store(folder: Path) -> Iterator[ObjectStoreServer]:
    key, ports = secrets.token_hex(), choose_internal_ports()
    server = ObjectStoreServer(folder / "objects", free_port(), "faults", key, folder / "objects.log", ports)
    process = server.start()
    try:
        yield server
    finally:
        processes.stop(process)
