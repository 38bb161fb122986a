"""What every fault's test has: the checker hears whatever is logged while it runs."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing

import pytest

from resources.warehouse.connection import Warehouse
from sandbox.embedded.object_store import ObjectStoreServer
from tests.conftest import Databases
from tests.faults import archives, kills, loads
from tests.faults.invariants.leaks import HEARD
from tests.faults.postgres_server import Wire, wired
from tests.faults.s3_proxy import S3Proxy, proxied
from tests.resources.loading.killing import Case, Prepared

OURS = ("assets", "pipelines", "resources")


@pytest.fixture(autouse=True)
def heard() -> Iterator[None]:
    """Keep what is logged, down to the product's debugging lines."""
    HEARD.lines.clear()
    root, ours = logging.getLogger(), [logging.getLogger(name) for name in OURS]
    levels = [logger.level for logger in ours]
    root.addHandler(HEARD)
    for logger in ours:
        logger.setLevel(logging.DEBUG)
    yield
    root.removeHandler(HEARD)
    for logger, level in zip(ours, levels, strict=True):
        logger.setLevel(level)


@pytest.fixture(scope="session")
def fortnight(postgres: str, template: Databases, object_store_server: ObjectStoreServer) -> Iterator[loads.Prepared]:
    """A published fortnight of one account, whose last week reads differently by now."""
    with loads.fortnight(postgres, template, object_store_server) as prepared:
        yield prepared


@pytest.fixture(scope="session")
def turn_of_the_month(
    postgres: str, template: Databases, object_store_server: ObjectStoreServer
) -> Iterator[archives.Prepared]:
    """Days of one account around the end of a month that can be archived."""
    with archives.turn_of_the_month(postgres, template, object_store_server) as prepared:
        yield prepared


@pytest.fixture(scope="module")
def prepared(
    postgres: str,
    template: Databases,
    object_store_server: ObjectStoreServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Prepared]:
    """Five days of one account that read differently two days later; a module may prepare something else."""
    with kills.older_state(postgres, template, object_store_server, tmp_path_factory.mktemp("kills")) as prepared:
        yield prepared


@pytest.fixture
def case(prepared: Prepared) -> Iterator[Case]:
    """A fresh copy of what the module has prepared."""
    with prepared.case() as case:
        yield case


@pytest.fixture
def copy(fortnight: loads.Prepared) -> Iterator[loads.Copy]:
    """A copy of the fortnight; a module may copy something else."""
    with fortnight.copy() as copy:
        yield copy


@pytest.fixture
def wire(copy: loads.Copy) -> Iterator[Wire]:
    """The way of the product to PostgreSQL."""
    with wired(copy.databases.loader_url) as (wire, url), closing(Warehouse(url)) as warehouse:
        copy.world = loads.on(copy.world, warehouse=warehouse)
        yield wire


@pytest.fixture
def proxy(copy: loads.Copy, object_store_server: ObjectStoreServer) -> Iterator[S3Proxy]:
    """The way of the product to its bucket."""
    with proxied(object_store_server, copy.world.context.store.bucket) as (proxy, store):
        copy.world = loads.on(copy.world, store=store)
        yield proxy
