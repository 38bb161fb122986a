"""The world that loading tests play in, and shops of a platform that only tests know."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from resources.loading.context import LoadContext
from resources.object_store import ObjectStore
from resources.warehouse.connection import Warehouse
from sandbox.ledger import Ledger
from tests.conftest import Databases, copied
from tests.playground import Playground, playground
from tests.resources.loading import bazaar
from tests.resources.loading.bazaar import Bazaar

LEDGER = Ledger.default(seed=1)


@pytest.fixture
def world(databases: Databases, store: ObjectStore) -> Iterator[Playground]:
    """The default ledger on 2025-03-20, with no account connected yet."""
    with playground(databases.loader_url, store, LEDGER) as world:
        yield world


@pytest.fixture(scope="package")
def market(postgres: str, template: Databases) -> Iterator[Warehouse]:
    """One database for every shop of the bazaar."""
    with copied(postgres, template) as databases, closing(Warehouse(databases.loader_url)) as warehouse:
        yield warehouse


@pytest.fixture
def context(market: Warehouse) -> Iterator[LoadContext]:
    """A run that needs no object store."""
    with bazaar.known():
        yield bazaar.run(market)


@pytest.fixture
def shop(context: LoadContext) -> Bazaar:
    """A shop that nobody has seen before."""
    return Bazaar.open(context)
